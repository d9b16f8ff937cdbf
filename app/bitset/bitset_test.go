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
		Expect(New(65).words).To(HaveLen(2))
	})

	DescribeTable("finds new what a map finds new, however many are inserted together, and keeps their order,",
		func(insert func(words []uint64, numbers []uint32) (kept int), below uint32) {
			random := rand.New(rand.NewPCG(1, 2))
			seen := make(map[uint32]bool)
			for count := 1; count < 200; count++ {
				numbers, want := make([]uint32, count), make([]uint32, 0, count)
				for i := range numbers {
					numbers[i] = random.Uint32N(below)
					if !seen[numbers[i]] {
						seen[numbers[i]] = true
						want = append(want, numbers[i])
					}
				}
				Expect(numbers[:insert(set.words, numbers)]).To(Equal(want))
			}
		},
		Entry("with many duplicates", insertNew, uint32(10_000)),
		Entry("with few duplicates", insertNew, uint32(limit)),
		Entry("in plain Go with many duplicates", insertPlain, uint32(10_000)),
		Entry("in plain Go with few duplicates", insertPlain, uint32(limit)),
	)
})
