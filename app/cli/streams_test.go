package cli

import (
	"io"
	"os"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

var _ = Describe("An impatient writer", func() {
	It("writes what its output takes", func() {
		out := gbytes.NewBuffer()
		writer := newImpatientWriter(out)
		Expect(writer.Write([]byte("one"))).To(Equal(3))
		Expect(writer.Write([]byte("two"))).To(Equal(3))
		Expect(string(out.Contents())).To(Equal("onetwo"))
	})

	It("says what is wrong with its output", func() {
		out := gbytes.NewBuffer()
		Expect(out.Close()).To(Succeed())
		_, err := newImpatientWriter(out).Write([]byte("one"))
		Expect(err).To(HaveOccurred())
	})

	It("drops what its output does not take, and writes again when it does", func() {
		reader, out := io.Pipe()
		writer := newImpatientWriter(out)
		_, err := writer.Write([]byte("one"))
		Expect(err).To(MatchError(errNotRead))
		_, err = writer.Write([]byte("two"))
		Expect(err).To(MatchError(errNotRead))

		read := gbytes.BufferReader(reader)
		Eventually(read).Should(gbytes.Say("one"))
		Eventually(func() error {
			_, err := writer.Write([]byte("three"))
			return err
		}).Should(Succeed())
		Eventually(read).Should(gbytes.Say("three"))
	})
})

var _ = Describe("A terminal", func() {
	It("is neither a pipe nor a file", func() {
		reader, writer, err := os.Pipe()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(reader.Close)
		DeferCleanup(writer.Close)
		Expect(isTerminal(writer)).To(BeFalse())
		Expect(isTerminal(newImpatientWriter(writer))).To(BeFalse())
		Expect(isTerminal(gbytes.NewBuffer())).To(BeFalse())
	})
})
