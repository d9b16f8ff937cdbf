package bitset

import (
	"math/rand/v2"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

const limit = 1_000_000_000

var _ = Describe("A set", func() {
	var set *Set

	BeforeEach(func() { set = New(limit) })

	// insert inserts one batch and returns what is left of it.
	insert := func(numbers []uint32) []uint32 {
		batches := [][]uint32{numbers}
		set.InsertNew(batches)
		return batches[0]
	}

	It("finds every number new once", func() {
		Expect(insert([]uint32{3, 1, 2})).To(Equal([]uint32{3, 1, 2}))
		Expect(insert([]uint32{2, 4, 3})).To(Equal([]uint32{4}))
		Expect(insert([]uint32{1, 2, 3, 4})).To(BeEmpty())
	})

	It("finds a number new once among those inserted together", func() {
		Expect(insert([]uint32{7, 7, 8, 7})).To(Equal([]uint32{7, 8}))
	})

	It("takes no numbers, and no batches", func() {
		Expect(insert(nil)).To(BeEmpty())
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
			Expect(insert([]uint32{number})).To(HaveLen(1), "%d", number)
			Expect(insert(slices.Clone(edges[:i+1]))).To(BeEmpty())
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
				Expect(insert(numbers)).To(Equal(want))
			}
		}
	})

	It("finds the same numbers new as one that does not sort them", func() {
		plain, random := New(limit), rand.New(rand.NewPCG(1, 2))
		for _, count := range []int{1, 2, 3} {
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

	It("keeps what it holds when its pages become large", func() {
		const together = 1 << 14
		step := uint32(limit / (1 << 21)) // numbers on every page, small or large
		for round := range 2 {
			for first := uint32(0); first < 1<<21; first += together {
				numbers := make([]uint32, together)
				for i := range numbers {
					numbers[i] = (first + uint32(i)) * step
				}
				Expect(insert(numbers)).To(HaveLen((1 - round) * together))
			}
		}
	})
})
