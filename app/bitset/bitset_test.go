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

	BeforeEach(func() { set = New(0, limit) })

	It("finds every number new once", func() {
		Expect(set.InsertNew([]uint32{3, 1, 2})).To(Equal([]uint32{3, 1, 2}))
		Expect(set.InsertNew([]uint32{2, 4, 3})).To(Equal([]uint32{4}))
		Expect(set.InsertNew([]uint32{1, 2, 3, 4})).To(BeEmpty())
	})

	It("finds a number new once among those inserted together", func() {
		Expect(set.InsertNew([]uint32{7, 7, 8, 7})).To(Equal([]uint32{7, 8}))
	})

	It("takes no numbers", func() {
		Expect(set.InsertNew(nil)).To(BeEmpty())
	})

	It("tells the neighbours at the edges of its words apart", func() {
		edges := []uint32{0, 1, 31, 32, 63, 64, 65, 127, 128, limit - 65, limit - 64, limit - 2, limit - 1}
		for i, number := range edges {
			Expect(set.InsertNew([]uint32{number})).To(HaveLen(1), "%d", number)
			Expect(set.InsertNew(slices.Clone(edges[:i+1]))).To(BeEmpty())
		}
	})

	It("keeps the numbers outside its range, and leaves them to others", func() {
		middle := New(1000, 2000)
		all := []uint32{0, 999, 1000, 1999, 2000, limit - 1, 1<<32 - 1}
		Expect(middle.InsertNew(slices.Clone(all))).To(Equal(all))
		Expect(middle.InsertNew(slices.Clone(all))).To(Equal([]uint32{0, 999, 2000, limit - 1, 1<<32 - 1}))
	})

	It("finds the same numbers new as two sets that have half of the range each", func() {
		lower, upper := New(0, limit/2), New(limit/2, limit)
		random := rand.New(rand.NewPCG(1, 2))
		for range 100 {
			numbers := make([]uint32, 1000)
			for i := range numbers {
				numbers[i] = limit/2 - 10_000 + random.Uint32N(20_000)
			}
			want := set.InsertNew(slices.Clone(numbers))
			Expect(upper.InsertNew(lower.InsertNew(numbers))).To(Equal(want))
		}
	})

	It("finds new what a map finds new, however many are inserted together", func() {
		random := rand.New(rand.NewPCG(1, 2))
		seen := make(map[uint32]bool)
		for count := range 5 * block {
			numbers, want := make([]uint32, count), make([]uint32, 0, count)
			for i := range numbers {
				numbers[i] = random.Uint32N(100_000)
				if !seen[numbers[i]] {
					seen[numbers[i]] = true
					want = append(want, numbers[i])
				}
			}
			Expect(set.InsertNew(numbers)).To(Equal(want))
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
				Expect(set.InsertNew(numbers)).To(HaveLen((1 - round) * together))
			}
		}
	})
})
