package app

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A bitset", func() {
	var set bitset

	BeforeEach(func() { set = newBitset() })

	It("finds every number new once", func() {
		Expect(set.insertNew([]uint32{3, 1, 2})).To(Equal([]uint32{3, 1, 2}))
		Expect(set.insertNew([]uint32{2, 4, 3})).To(Equal([]uint32{4}))
		Expect(set.insertNew([]uint32{1, 2, 3, 4})).To(BeEmpty())
	})

	It("finds a number new once within one batch", func() {
		Expect(set.insertNew([]uint32{7, 7, 8, 7})).To(Equal([]uint32{7, 8}))
	})

	It("takes no numbers", func() {
		Expect(set.insertNew(nil)).To(BeEmpty())
	})

	It("tells the neighbours at the edges of its words apart", func() {
		edges := []uint32{0, 1, 31, 32, 63, 64, 65, 127, 128, Numbers - 65, Numbers - 64, Numbers - 2, Numbers - 1}
		for i, number := range edges {
			Expect(set.insertNew([]uint32{number})).To(HaveLen(1), "%d", number)
			Expect(set.insertNew(append([]uint32(nil), edges[:i+1]...))).To(BeEmpty())
		}
	})
})
