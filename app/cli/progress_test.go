package cli

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/send"
)

var _ = Describe("The progress of a command", func() {
	var (
		out *gbytes.Buffer
		p   *progress
	)

	BeforeEach(func() {
		out = gbytes.NewBuffer()
		p = &progress{out: out}
	})

	Context("with a bar", func() {
		It("shows the share, the rate and the time left if the size is known", func() {
			p.showBar(1_000_000)
			p.read(500_000)
			Expect(out).To(gbytes.Say(`Sending  50% \|█+ +\| \(500 kB/1\.0 MB, .*/s\) \[\d+s:\d+s\]`))
		})

		It("shows the amount and the rate if the size is unknown", func() {
			p.showBar(send.UnknownSize)
			p.read(500_000)
			Expect(out).To(gbytes.Say(`Sending \(500 kB, .*/s\)`))
		})

		It("removes the bar before a message", func() {
			p.showBar(1_000_000)
			p.read(500_000)
			p.say("waiting for localhost:4000")
			Expect(out).To(gbytes.Say(`\r +\rnumberserver: waiting for localhost:4000\n$`))
		})

		It("leaves an empty line at the end", func() {
			p.showBar(1_000_000)
			p.read(500_000)
			p.end()
			Expect(out).To(gbytes.Say(`\r +\r$`))
		})

		It("draws no bar for a source that is read at once", func() {
			p.showBar(1_000_000)
			p.read(1_000_000)
			p.end()
			Expect(out.Contents()).To(BeEmpty())
		})

		It("draws no bar for an empty source", func() {
			p.showBar(0)
			p.read(0)
			p.end()
			Expect(out.Contents()).To(BeEmpty())
		})
	})

	It("starts the bar again for a retry", func() {
		p.showBar(1_000_000)
		p.read(500_000)
		p.read(0)
		read := int64(0)
		Eventually(func() *gbytes.Buffer { // it is drawn now and then
			read += 10_000
			p.read(read)
			return out
		}).Should(gbytes.Say(`Sending +[1-4]\d?% `))
	})

	Context("without a bar", func() {
		It("prints only messages", func() {
			p.read(1_000_000)
			p.say("waiting")
			p.end()
			Expect(string(out.Contents())).To(Equal("numberserver: waiting\n"))
		})
	})
})
