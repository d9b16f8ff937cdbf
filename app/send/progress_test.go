package send

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

var _ = Describe("The progress", func() {
	var (
		out *gbytes.Buffer
		p   *progress
	)

	BeforeEach(func() {
		out = gbytes.NewBuffer()
		p = &progress{out: out}
	})

	Context("with a bar", func() {
		It("shows the share, the rate and the time left where the size is known", func() {
			p.showBar(1_000_000)
			p.read(500_000)
			Expect(out).To(gbytes.Say(`Sending  50% \|█+ +\| \(500 kB/1\.0 MB, .*/s\) \[\d+s:\d+s\]`))
		})

		It("shows how much and the rate where the size is not known", func() {
			p.showBar(unknownSize)
			p.read(500_000)
			Expect(out).To(gbytes.Say(`Sending \(500 kB, .*/s\)`))
		})

		It("makes room for what has to be said", func() {
			p.showBar(1_000_000)
			p.read(500_000)
			p.say("waiting for %s", "localhost:4000")
			Expect(out).To(gbytes.Say(`\r +\rnumberserver: waiting for localhost:4000\n$`))
		})

		It("leaves an empty line behind", func() {
			p.showBar(1_000_000)
			p.read(500_000)
			p.end()
			Expect(out).To(gbytes.Say(`\r +\r$`))
		})

		It("needs no bar for what is read at once", func() {
			p.showBar(1_000_000)
			p.read(1_000_000)
			p.end()
			Expect(out.Contents()).To(BeEmpty())
		})

		It("needs no bar for nothing", func() {
			p.showBar(0)
			p.read(0)
			p.end()
			Expect(out.Contents()).To(BeEmpty())
		})
	})

	Context("without a bar", func() {
		It("shows nothing but what has to be said", func() {
			p.read(1_000_000)
			p.say("waiting")
			p.end()
			Expect(string(out.Contents())).To(Equal("numberserver: waiting\n"))
		})
	})
})

var _ = Describe("The size of all sources", func() {
	It("is known when that of every one is", func() {
		all, err := sources([]string{file("numbers.txt", "000000001\n"), "123456789"}, nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(totalSize(all)).To(BeEquivalentTo(19))
	})

	It("is not known with a pipe among them", func() {
		all, err := sources([]string{"-", "123456789"}, gbytes.NewBuffer())
		Expect(err).NotTo(HaveOccurred())
		Expect(totalSize(all)).To(BeEquivalentTo(unknownSize))
	})
})
