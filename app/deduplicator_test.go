package app

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/bitset"
	"numberserver/app/grammar"
)

// batchOf returns a batch as a session hands it over.
func batchOf(numbers ...uint32) *batch {
	b := newBatch()
	b.numbers = append(b.numbers, numbers...)
	return b
}

var _ = Describe("The deduplicator", func() {
	var received, unique chan *batch

	BeforeEach(func() {
		received, unique = make(chan *batch, receivedQueue), make(chan *batch, uniqueQueue)
	})

	It("passes on the numbers that are new and counts the others", func() {
		received <- batchOf(1, 2, 1)
		close(received)
		deduplicate(bitset.New(grammar.Numbers), received, unique)
		Expect(<-unique).To(Equal(&batch{numbers: []uint32{1, 2}, duplicates: 1}))
	})

	It("remembers the numbers of earlier batches", func() {
		go deduplicate(bitset.New(grammar.Numbers), received, unique)
		received <- batchOf(1, 2)
		Expect(<-unique).To(Equal(&batch{numbers: []uint32{1, 2}}))
		received <- batchOf(2, 3)
		Expect(<-unique).To(Equal(&batch{numbers: []uint32{3}, duplicates: 1}))
		close(received)
		Eventually(unique).Should(BeClosed())
	})

	It("makes one batch of the small ones that wait for it", func() {
		for number := range uint32(receivedQueue) {
			received <- batchOf(number, number)
		}
		close(received)
		deduplicate(bitset.New(grammar.Numbers), received, unique)
		b := <-unique
		Expect(b.numbers).To(HaveLen(receivedQueue))
		Expect(b.numbers).To(ContainElements(uint32(0), uint32(receivedQueue-1)))
		Expect(b.duplicates).To(Equal(receivedQueue))
		Expect(unique).To(BeClosed())
	})

	It("makes no batch larger than there is room for", func() {
		for first := range uint32(3) {
			full := newBatch()
			for i := range uint32(batchSize) {
				full.numbers = append(full.numbers, first*batchSize+i)
			}
			received <- full
		}
		close(received)
		deduplicate(bitset.New(grammar.Numbers), received, unique)
		Expect((<-unique).numbers).To(And(HaveLen(batchRoom), HaveCap(batchRoom)))
		Expect((<-unique).numbers).To(HaveLen(batchSize))
	})

	It("passes on a batch without new numbers, for its duplicates", func() {
		seen := bitset.New(grammar.Numbers)
		seen.InsertNew([]uint32{1})
		received <- batchOf(1)
		close(received)
		deduplicate(seen, received, unique)
		Expect(<-unique).To(Equal(&batch{numbers: []uint32{}, duplicates: 1}))
	})

	It("tells the writer when nothing more will come", func() {
		close(received)
		deduplicate(bitset.New(grammar.Numbers), received, unique)
		Expect(unique).To(BeClosed())
	})
})
