package app

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"numberserver/app/bitset"
	"numberserver/app/grammar"
)

// batchOf returns a batch as a session hands it over.
func batchOf(numbers ...uint32) *batch {
	b := newBatch()
	b.numbers = append(b.numbers, numbers...)
	return b
}

// haveNumbers matches a batch as the writer gets it.
func haveNumbers(duplicates int, numbers ...uint32) types.GomegaMatcher {
	return And(
		WithTransform(func(b *batch) int { return b.duplicates }, Equal(duplicates)),
		WithTransform(func(b *batch) []uint32 { return b.numbers }, HaveExactElements(numbers)),
	)
}

var _ = Describe("The deduplicator", func() {
	var received, unique chan *batch

	BeforeEach(func() {
		received, unique = make(chan *batch, receivedQueue), make(chan *batch, uniqueQueue)
	})

	It("passes on the numbers that are new and counts the others", func() {
		received <- batchOf(1, 2, 1)
		close(received)
		deduplicate(bitset.New(0, grammar.Numbers), batchSize, received, unique)
		Expect(<-unique).To(haveNumbers(1, 1, 2))
	})

	It("remembers the numbers of earlier batches", func() {
		go deduplicate(bitset.New(0, grammar.Numbers), batchSize, received, unique)
		received <- batchOf(1, 2)
		Expect(<-unique).To(haveNumbers(0, 1, 2))
		received <- batchOf(2, 3)
		Expect(<-unique).To(haveNumbers(1, 3))
		close(received)
		Eventually(unique).Should(BeClosed())
	})

	It("makes one batch of the small ones that wait for it", func() {
		for number := range uint32(receivedQueue) {
			received <- batchOf(number, number)
		}
		close(received)
		deduplicate(bitset.New(0, grammar.Numbers), batchSize, received, unique)
		b := <-unique
		Expect(b.numbers).To(HaveLen(receivedQueue))
		Expect(b.numbers).To(ContainElements(uint32(0), uint32(receivedQueue-1)))
		Expect(b.duplicates).To(Equal(receivedQueue))
		Expect(unique).To(BeClosed())
	})

	It("passes on the markers of the batches that it merges", func() {
		markers := []chan bool{make(chan bool), make(chan bool)}
		for _, marker := range markers {
			b := batchOf(1)
			b.markers = append(b.markers, marker)
			received <- b
		}
		close(received)
		deduplicate(bitset.New(0, grammar.Numbers), batchSize, received, unique)
		Expect((<-unique).markers).To(HaveExactElements(BeIdenticalTo((chan<- bool)(markers[0])), BeIdenticalTo((chan<- bool)(markers[1]))))
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
		deduplicate(bitset.New(0, grammar.Numbers), batchSize, received, unique)
		Expect((<-unique).numbers).To(And(HaveLen(batchCap), HaveCap(batchCap)))
		Expect((<-unique).numbers).To(HaveLen(batchSize))
	})

	It("merges no full batches of an earlier deduplicator", func() {
		for first := range uint32(3) {
			full := newBatch()
			for i := range uint32(batchCap) {
				full.numbers = append(full.numbers, first*batchCap+i)
			}
			received <- full
		}
		close(received)
		deduplicate(bitset.New(0, grammar.Numbers), batchCap, received, unique)
		for range 3 {
			Expect((<-unique).numbers).To(And(HaveLen(batchCap), HaveCap(batchCap)))
		}
	})

	It("in a chain removes what one alone removes, and keeps the order", func() {
		for _, owners := range []int{1, 2, 3} {
			received, unique := make(chan *batch, receivedQueue), make(chan *batch, uniqueQueue)
			ended := startDeduplicators(newRanges(owners), received, unique)
			received <- batchOf(999_999_999, 0, 500_000_000, 499_999_999, 0, 333_333_333)
			Expect(<-unique).To(haveNumbers(1, 999_999_999, 0, 500_000_000, 499_999_999, 333_333_333))
			received <- batchOf(333_333_333, 7, 500_000_000, 666_666_666, 999_999_999, 7)
			Expect(<-unique).To(haveNumbers(4, 7, 666_666_666))
			close(received)
			Eventually(ended).Should(BeClosed())
			Expect(unique).To(BeClosed())
		}
	})

	It("passes on a batch without new numbers, for its duplicates", func() {
		seen := bitset.New(0, grammar.Numbers)
		seen.InsertNew([]uint32{1})
		received <- batchOf(1)
		close(received)
		deduplicate(seen, batchSize, received, unique)
		Expect(<-unique).To(haveNumbers(1))
	})

	It("tells the writer when nothing more will come", func() {
		close(received)
		deduplicate(bitset.New(0, grammar.Numbers), batchSize, received, unique)
		Expect(unique).To(BeClosed())
	})
})
