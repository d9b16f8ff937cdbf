package bitset

import (
	"math/rand/v2"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

const limit = 1_000_000_000

// newBits returns a set that does not put its first numbers in a table.
func newBits() *Set {
	set := New(limit)
	set.first.free()
	set.first = nil
	return set
}

// insert inserts one batch and returns what is left of it.
func insert(set *Set, numbers []uint32) []uint32 {
	batches := [][]uint32{numbers}
	set.InsertNew(batches)
	return batches[0]
}

var (
	_ = Describe("A set with few numbers", func() { behavesLikeASet(func() *Set { return New(limit) }) })
	_ = Describe("A set with many numbers", func() { behavesLikeASet(newBits) })
)

func behavesLikeASet(newSet func() *Set) {
	var set *Set

	BeforeEach(func() { set = newSet() })

	It("finds every number new once", func() {
		Expect(insert(set, []uint32{3, 1, 2})).To(Equal([]uint32{3, 1, 2}))
		Expect(insert(set, []uint32{2, 4, 3})).To(Equal([]uint32{4}))
		Expect(insert(set, []uint32{1, 2, 3, 4})).To(BeEmpty())
	})

	It("finds a number new once among those inserted together", func() {
		Expect(insert(set, []uint32{7, 7, 8, 7})).To(Equal([]uint32{7, 8}))
	})

	It("takes no numbers, and no batches", func() {
		Expect(insert(set, nil)).To(BeEmpty())
		set.InsertNew(nil)
	})

	It("finds a number new in the first of several batches", func() {
		batches := [][]uint32{{limit - 1, 3}, {}, {3, 2, limit - 1}, {2, 1, 1}}
		set.InsertNew(batches)
		Expect(batches).To(Equal([][]uint32{{limit - 1, 3}, {}, {2}, {1}}))
	})

	It("tells the neighbours at the edges of its words apart", func() {
		edges := []uint32{0, 1, 31, 32, 63, 64, 65, 127, 128, limit - 65, limit - 64, limit - 2, limit - 1}
		for i, number := range edges {
			Expect(insert(set, []uint32{number})).To(HaveLen(1), "%d", number)
			Expect(insert(set, slices.Clone(edges[:i+1]))).To(BeEmpty())
		}
	})

	It("finds new what a map finds new, however many are inserted together, and keeps their order", func() {
		random := rand.New(rand.NewPCG(1, 2))
		seen := make(map[uint32]bool)
		for _, many := range []uint32{100_000, limit} { // numbers of one window, and of all
			for count := range 5 * block {
				numbers, want := make([]uint32, count), make([]uint32, 0, count)
				for i := range numbers {
					numbers[i] = random.Uint32N(many)
					if !seen[numbers[i]] {
						seen[numbers[i]] = true
						want = append(want, numbers[i])
					}
				}
				Expect(insert(set, numbers)).To(Equal(want))
			}
		}
	})

	It("finds the same numbers new as one that does not sort them", func() {
		plain, random := newBits(), rand.New(rand.NewPCG(1, 2))
		for count := range 6 {
			batches, same := make([][]uint32, count), make([][]uint32, count)
			for i := range batches {
				for range random.IntN(20_000) {
					batches[i] = append(batches[i], random.Uint32N(limit/100)*97)
				}
				same[i] = slices.Clone(batches[i])
			}
			set.InsertNew(batches)
			insertInOrder(plain, same)
			Expect(batches).To(Equal(same))
		}
	})
}

var _ = Describe("A set that gets many numbers", func() {
	var set *Set

	BeforeEach(func() { set = New(limit) })

	// insertRange inserts the numbers from low to high, in batches, and returns how many
	// of them are new.
	insertRange := func(low, high uint32) (count int) {
		const batch = 1 << 14
		for ; low < high; low += batch {
			var numbers []uint32
			for number := low; number < min(low+batch, high); number++ {
				numbers = append(numbers, number*953%limit) // a permutation
			}
			count += len(insert(set, numbers))
		}
		return count
	}

	It("keeps the first ones in its table, and all when it moves them", func() {
		Expect(insertRange(0, tableMax-20)).To(Equal(tableMax - 20))
		Expect(insertRange(0, 20)).To(Equal(0))
		Expect(set.first).NotTo(BeNil())
		Expect(insertRange(0, 1)).To(Equal(0))
		Expect(set.first).To(BeNil(), "the table is full of numbers, new or not")
		Expect(insertRange(tableMax-30, tableMax+10)).To(Equal(30))
		Expect(insertRange(0, tableMax+20)).To(Equal(10))
	})

	It("moves them within a call that goes on behind the table's end", func() {
		Expect(insertRange(0, tableMax-2)).To(Equal(tableMax - 2))
		batches := [][]uint32{{limit - 1, 0}, {limit - 1, limit - 2, 953}, {limit - 2, limit - 3}}
		set.InsertNew(batches)
		Expect(batches).To(Equal([][]uint32{{limit - 1}, {limit - 2}, {limit - 3}}))
		Expect(set.first).To(BeNil())
	})

	DescribeTable("moves them when they were chosen to be slow in a table", func(same uint32) {
		inverse := uint32(1)
		for range 5 { // Newton's method, modulo 2³²
			inverse *= 2 - 2654435769*inverse
		}
		var numbers []uint32
		for low := range uint32(1 << (32 - tableBits)) {
			if number := inverse * (same<<(32-tableBits) + low); number < limit {
				Expect(slot(number)).To(Equal(same))
				numbers = append(numbers, number)
			}
		}
		numbers = append(numbers, limit-2) // near its slot, but the table stays crowded
		Expect(insert(set, slices.Clone(numbers))).To(Equal(numbers))
		Expect(insert(set, []uint32{numbers[0], limit - 1, numbers[200]})).To(Equal([]uint32{limit - 1}))
		Expect(set.first).To(BeNil())
	},
		Entry("around a slot", uint32(7)),
		Entry("around the last slot", uint32(1<<tableBits-1)),
	)
})
