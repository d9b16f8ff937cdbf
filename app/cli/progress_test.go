package cli

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

var _ = Describe("A screen", func() {
	var (
		out *gbytes.Buffer
		s   *screen
	)

	BeforeEach(func() {
		out = gbytes.NewBuffer()
		s = &screen{out: out}
	})

	// read tells the bar that half a megabyte is read.
	half := []byte(strings.Repeat("x", 500_000))

	It("shows the share and the rate if the size is known", func() {
		_, _ = s.drawBar(1_000_000).Write(half)
		Expect(out).To(gbytes.Say(`Sending  50% \|█+ +\| \(500 kB/1\.0 MB, .*/s\) +`))
	})

	It("says how long it will take", func() {
		bar := s.drawBar(1 << 60)
		Eventually(func() *gbytes.Buffer { // it is drawn now and then
			_, _ = bar.Write(half)
			return out
		}).Should(gbytes.Say(`Sending, \d+ s left   0% \|`))
	})

	It("shows the amount and the rate if the size is unknown", func() {
		_, _ = s.drawBar(-1).Write(half)
		Expect(out).To(gbytes.Say(`Sending \(500 kB, .*/s\)`))
	})

	It("removes the bar before a message", func() {
		_, _ = s.drawBar(1_000_000).Write(half)
		newLogger("plain", s).Warn("waiting for localhost:4000")
		Expect(out).To(gbytes.Say(`\r +\rnumberserver: waiting for localhost:4000\n$`))
	})

	It("leaves an empty line at the end, and draws no more", func() {
		bar := s.drawBar(1_000_000)
		_, _ = bar.Write(half)
		s.end()
		_, _ = bar.Write(half)
		Expect(out).To(gbytes.Say(`\r +\r$`))
	})

	It("replaces the bar when the sending starts again", func() {
		_, _ = s.drawBar(1_000_000).Write(half)
		_, _ = s.drawBar(1_000_000).Write(half[:100_000])
		Expect(out).To(gbytes.Say(` 50% .*\r +\r.* 10% `))
	})

	It("draws no bar for what is empty", func() {
		_, _ = s.drawBar(0).Write(nil)
		s.end()
		Expect(out.Contents()).To(BeEmpty())
	})

	It("has no bar unless there is one", func() {
		newLogger("plain", s).Warn("waiting")
		s.end()
		Expect(string(out.Contents())).To(Equal("numberserver: waiting\n"))
	})
})
