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

	It("passes on the numbers that are new and counts the others", func() {
		received <- batchOf(1, 2, 1)
		close(received)
		d.run(received, unique)
		Expect(<-unique).To(haveNumbers(1, 1, 2))
	})

	It("remembers the numbers of earlier batches", func() {
		go d.run(received, unique)
		received <- batchOf(1, 2)
		Expect(<-unique).To(haveNumbers(0, 1, 2))
		received <- batchOf(2, 3)
		Expect(<-unique).To(haveNumbers(1, 3))
		close(received)
		Eventually(unique).Should(BeClosed())
	})

	It("makes one batch of the small ones that wait for it", func() {
		for number := range uint32(waiting) {
			received <- batchOf(number, number)
		}
		close(received)
		d.run(received, unique)
		b := <-unique
		Expect(b.numbers).To(HaveLen(waiting))
		Expect(b.numbers).To(ContainElements(uint32(0), uint32(waiting-1)))
		Expect(b.duplicates).To(Equal(waiting))
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
		d.run(received, unique)
		Expect((<-unique).markers).To(HaveExactElements(BeIdenticalTo((chan<- bool)(markers[0])), BeIdenticalTo((chan<- bool)(markers[1]))))
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

	It("passes on a batch without new numbers, for its duplicates", func() {
		d.seen.InsertNew([]uint32{1})
		received <- batchOf(1)
		close(received)
		d.run(received, unique)
		Expect(<-unique).To(haveNumbers(1))
	})
})
