package send

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// zipped returns text compressed with gzip.
func zipped(text string) string {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return packed.String()
}

var _ = Describe("A compressed source", func() {
	DescribeTable("is unpacked",
		func(packed, text string) {
			r, err := unpack(strings.NewReader(packed))
			Expect(err).NotTo(HaveOccurred())
			Expect(io.ReadAll(r)).To(BeEquivalentTo(text))
		},
		Entry("plain", "000000001\n", "000000001\n"),
		Entry("empty", "", ""),
		Entry("of one byte", "\x1f", "\x1f"),
		Entry("compressed", zipped("000000001\n"), "000000001\n"),
		Entry("compressed, of nothing", zipped(""), ""),
		Entry("compressed in two parts", zipped("000000001\n")+zipped("000000002\n"), "000000001\n000000002\n"),
		Entry("with a byte order mark", "\ufeff000000001\n", "000000001\n"),
		Entry("with a byte order mark, compressed", zipped("\ufeff000000001\n"), "000000001\n"),
		Entry("in UTF-16", "\xff\xfe7\x00\n\x00", "7\n"),
		Entry("in UTF-16, big-endian", "\xfe\xff\x007\x00\n", "7\n"),
		Entry("in UTF-16, compressed", zipped("\xff\xfe7\x00\n\x00"), "7\n"),
		Entry("with half a mark of UTF-16", "\xff", "\xff"),
		Entry("with half a byte order mark", "\xef\xbb", "\xef\xbb"),
	)

	It("is recognized without reading more than its first byte", func() {
		r, w := io.Pipe()
		go func() { _, _ = w.Write([]byte("7")) }()
		text, err := unpack(r)
		Expect(err).NotTo(HaveOccurred())
		Expect(text.Read(make([]byte, 10))).To(Equal(1))
	})

	DescribeTable("that is damaged is sent up to the damage, and named",
		func(packed, reason string) {
			leavesNothing()
			var text strings.Builder
			path := file("numbers.txt", packed)
			all, err := NewSources([]string{path}, nil)
			Expect(err).NotTo(HaveOccurred())
			result := Settings{Sources: all, Workers: 2}.withDefaults().run(context.Background(), collect(&text))
			Expect(result.invalid).To(MatchError(MatchRegexp("^" + strings.ReplaceAll(reason, "FILE", path) + "$")))
			Expect(numberLines(0, 100_000)).To(HavePrefix(text.String()))
		},
		Entry("cut off in its header", zipped("")[:5], "cannot read FILE: it is cut off"),
		Entry("cut off in its middle", zipped(numberLines(0, 100_000))[:100_000], `cannot read FILE after line \d{4,}: it is cut off`),
		Entry("cut off in its last bytes", zipped(numberLines(0, 100))[:180], "cannot read FILE after line 100: it is cut off"),
		Entry("with the header of another method", "\x1f\x8b"+strings.Repeat("x", 100), "cannot read FILE: gzip: invalid header"),
		Entry("with more bytes after its end", zipped(numberLines(0, 10))+"oops", "cannot read FILE after line 10: it is cut off"),
	)
})
