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
	const waiting = 8 // batches, at most

	var (
		received, unique chan *batch
		d                *deduplicator
	)

	BeforeEach(func() {
		d = &deduplicator{seen: bitset.New(grammar.Numbers)}
		received, unique = make(chan *batch, waiting), make(chan *batch, waiting)
	})

	It("passes on the numbers that are new, even if there are none, and counts the others", func() {
		go d.run(received, unique)
		received <- batchOf(1, 2, 1)
		Eventually(unique).Should(Receive(haveNumbers(1, 1, 2)))
		received <- batchOf(2, 3)
		Eventually(unique).Should(Receive(haveNumbers(1, 3)))
		received <- batchOf(3, 1)
		Eventually(unique).Should(Receive(haveNumbers(2)))
		close(received)
		Eventually(unique).Should(BeClosed())
	})

	It("passes on the numbers and markers of the batches that it merges", func() {
		markers := []chan bool{make(chan bool), make(chan bool)}
		for _, marker := range markers {
			b := batchOf(1)
			b.markers = append(b.markers, marker)
			received <- b
		}
		close(received)
		d.run(received, unique)
		merged := <-unique
		Expect(merged).To(haveNumbers(1, 1))
		Expect(merged.markers).To(HaveExactElements(BeIdenticalTo((chan<- bool)(markers[0])), BeIdenticalTo((chan<- bool)(markers[1]))))
	})

	It("passes on the batches that wait in their order, and adds nothing to a large one", func() {
		next := uint32(0)
		for _, count := range []int{smallBatch, batchSize, 1, 2, smallBatch, batchSize - 1} {
			b := newBatch()
			for range count {
				b.numbers = append(b.numbers, next)
				next++
			}
			received <- b
		}
		close(received)
		d.run(received, unique)
		next = 0
		for _, count := range []int{smallBatch + batchSize, 3 + smallBatch, batchSize - 1} {
			b := <-unique
			Expect(b.numbers).To(HaveLen(count))
			for _, number := range b.numbers {
				Expect(number == next).To(BeTrue())
				next++
			}
		}
		Expect(unique).To(BeClosed())
	})
})
