package target

import (
	"context"
	"io"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A process", func() {
	It("is killed if it does not end in time", func() {
		p, err := startProcess(shell(context.Background(), "sleep 1000"))
		Expect(err).NotTo(HaveOccurred())
		server := &Server{process: p, stop: func() error { return nil }}
		_, err = server.Stop(10 * time.Millisecond)
		Expect(err).To(MatchError("it has not ended 10ms after it was asked to"))
		Expect(p.ended).To(BeClosed())
	})

	It("is killed if it does not listen in time", func(ctx SpecContext) {
		p, err := startProcess(shell(ctx, "sleep 1000"))
		Expect(err).NotTo(HaveOccurred())
		Expect(p.waitForListener(ctx, "127.0.0.1:1", 10*time.Millisecond)).
			To(MatchError("it does not listen on 127.0.0.1:1 after 10ms"))
		Expect(p.ended).To(BeClosed())
	})

	It("is killed if it is interrupted while it starts", func() {
		ctx, cancel := context.WithCancel(context.Background())
		p, err := startProcess(shell(ctx, "sleep 1000"))
		Expect(err).NotTo(HaveOccurred())
		cancel()
		Expect(p.waitForListener(ctx, "127.0.0.1:1", time.Minute)).NotTo(Succeed())
		Expect(p.ended).To(BeClosed())
	})

	DescribeTable("may end with any exit status",
		func(ctx SpecContext, strict bool, expected OmegaMatcher) {
			p, err := startProcess(shell(ctx, "sh -c 'echo why >&2; exit 3'"))
			Expect(err).NotTo(HaveOccurred())
			p.strict = strict
			Expect(p.waitForEnd(time.Minute)).To(expected)
		},
		Entry("usually", false, Succeed()),
		Entry("unless it is strict", true, MatchError("it ended with exit status 3 and said: why")),
	)
})

var _ = Describe("The last line that a process writes", func() {
	DescribeTable("is found",
		func(last string, writes ...string) {
			var stderr lastLine
			for _, text := range writes {
				Expect(io.WriteString(&stderr, text)).To(Equal(len(text)))
			}
			Expect(stderr.String()).To(Equal(last))
		},
		Entry("among none", ""),
		Entry("among several", "two", "one\ntwo\n"),
		Entry("in parts", "two", "one\nt", "wo", "\n"),
		Entry("without a newline", "three", "one\ntwo\nthr", "ee"),
		Entry("with a newline of Windows", "two", "one\r\ntwo\r", "\n"),
		Entry("alone after others", "three", "one\ntwo\n", "three\n"),
	)
})
