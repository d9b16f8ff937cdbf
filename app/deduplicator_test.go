package app

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/bitset"
	"numberserver/app/grammar"
)

var _ = Describe("The deduplicator", func() {
	var received, unique chan *batch

	BeforeEach(func() {
		received, unique = make(chan *batch, queueLength), make(chan *batch, queueLength)
	})

	It("passes on the numbers that are new and counts the others", func() {
		received <- &batch{numbers: []uint32{1, 2, 1}}
		received <- &batch{numbers: []uint32{2, 3}}
		close(received)
		deduplicate(bitset.New(grammar.Numbers), received, unique)

		Expect(<-unique).To(Equal(&batch{numbers: []uint32{1, 2}, duplicates: 1}))
		Expect(<-unique).To(Equal(&batch{numbers: []uint32{3}, duplicates: 1}))
	})

	It("passes on a batch without new numbers, for its duplicates", func() {
		received <- &batch{numbers: []uint32{1}}
		received <- &batch{numbers: []uint32{1}}
		close(received)
		deduplicate(bitset.New(grammar.Numbers), received, unique)

		<-unique
		Expect(<-unique).To(Equal(&batch{numbers: []uint32{}, duplicates: 1}))
	})

	It("tells the writer when nothing more will come", func() {
		close(received)
		deduplicate(bitset.New(grammar.Numbers), received, unique)
		Expect(unique).To(BeClosed())
	})
})
