package target

import (
	"io"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The messages of a process", func() {
	var said *messages

	say := func(text string) {
		_, err := io.WriteString(said, text)
		Expect(err).NotTo(HaveOccurred())
	}

	BeforeEach(func() { said = newMessages() })

	It("tell the address once it is there, in whatever pieces", func() {
		say("starting\nlistening o")
		say("n 127.0.0.1:40")
		Expect(said.addr).NotTo(Receive())
		say("01 for at most 5 clients\n")
		Expect(said.addr).To(Receive(Equal("127.0.0.1:4001")))
	})

	It("tell the first address only", func() {
		say("listening on a:1\nlistening on b:2\n")
		Expect(said.addr).To(Receive(Equal("a:1")))
		Expect(said.addr).NotTo(Receive())
	})

	It("end with the last one, whole or not", func() {
		say("listening on 127.0.0.1:4001\n")
		Expect(said.last()).To(BeEmpty())
		say("one\ntwo\n")
		Expect(said.last()).To(Equal("two"))
		say("thr")
		Expect(said.last()).To(Equal("thr"))
	})
})
