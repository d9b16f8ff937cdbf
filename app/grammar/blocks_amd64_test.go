//go:build !windows

package grammar

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/sys/unix"
)

// text returns count number lines, with leading zeros.
func text(start, count int) string {
	var text strings.Builder
	for i := range count {
		fmt.Fprintf(&text, "%09d%s", (start+i*98_765_431)%Numbers, Newline)
	}
	return text.String()
}

var _ = Describe("Lines in blocks", func() {
	BeforeEach(func() {
		if !hasAVX2 {
			Skip("this processor has no AVX2")
		}
	})

	// withoutAVX2 calls f without blocks.
	withoutAVX2 := func(f func()) {
		hasAVX2 = false
		defer func() { hasAVX2 = true }()
		f()
	}

	It("give the same as one at a time, however many there are", func() {
		for count := range 50 {
			data := text(count, count)
			numbers, rest := parsed(data)
			Expect(rest).To(BeEmpty())
			withoutAVX2(func() { Expect(parsed(data)).To(Equal(numbers)) })
			logged := formatted(numbers...)
			withoutAVX2(func() { Expect(formatted(numbers...)).To(Equal(logged)) })
		}
	})

	It("end before the line with a wrong byte, at whichever place", func() {
		const count = 20
		for place := range count * Length {
			for _, wrong := range []byte{0, '\n', '\r', '/', ':', ' ', 't', 0x80, 0xB0, 0xFF} {
				data := []byte(text(7, count))
				if data[place] == wrong {
					continue
				}
				data[place] = wrong
				numbers, rest := parsed(string(data))
				Expect(numbers).To(HaveLen(place / Length))
				Expect(rest).To(Equal(string(data[place/Length*Length:])))
			}
		}
	})

	It("are not read beyond the end of the data", func() {
		const size = 4096
		pages, err := unix.Mmap(-1, 0, 2*size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(unix.Munmap, pages)
		Expect(unix.Mprotect(pages[size:], unix.PROT_NONE)).To(Succeed(), "reading the next byte is a fault")
		for length := range 40 * Length {
			data := pages[size-length : size]
			copy(data, text(1, 40))
			numbers, rest := Parse(nil, data)
			Expect(numbers).To(HaveLen(length / Length))
			Expect(rest).To(HaveLen(length % Length))
		}
	})
})

func BenchmarkParseWithoutBlocks(b *testing.B) {
	defer func(has bool) { hasAVX2 = has }(hasAVX2)
	hasAVX2 = false
	BenchmarkParse(b)
}

func BenchmarkFormatWithoutBlocks(b *testing.B) {
	defer func(has bool) { hasAVX2 = has }(hasAVX2)
	hasAVX2 = false
	BenchmarkFormat(b)
}
