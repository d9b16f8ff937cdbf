package send

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"strings"
	"unicode/utf16"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/internal/testkit"
	"numberserver/app/send/table"
)

// inUTF16 returns text in UTF-16 with a byte order mark.
func inUTF16(text string, order binary.AppendByteOrder) string {
	var encoded []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		encoded = order.AppendUint16(encoded, unit)
	}
	return string(encoded)
}

// tarred returns an archive of a file with that content.
func tarred(content string) string {
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	_ = w.WriteHeader(&tar.Header{Name: "numbers.txt", Size: int64(len(content)), Mode: 0o600})
	_, _ = io.WriteString(w, content)
	_ = w.Close()
	return archive.String()
}

// zipArchive returns an archive of a file with that name and content.
func zipArchive(name, content string) string {
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	file, _ := w.Create(name)
	_, _ = io.WriteString(file, content)
	_ = w.Close()
	return archive.String()
}

// random returns bytes that are no text.
func random() string {
	source, bytes := rand.New(rand.NewPCG(1, 2)), make([]byte, 100_000)
	for i := range bytes {
		bytes[i] = byte(source.Uint32())
	}
	return string(bytes)
}

var _ = Describe("A file", func() {
	BeforeEach(testkit.LeavesNothing)

	DescribeTable("is recognized by its first bytes",
		func(content string) {
			lines, _, reason := printed(settings("", nil), content)
			Expect(lines, reason).To(Equal(native("000000001", "000000002")))
		},
		Entry("compressed", zipped("000000001\n000000002\n")),
		Entry("compressed in parts, one of them empty", zipped("000000001\n0000")+zipped("")+zipped("00002\n")),
		Entry("compressed, with zeros as padding", zipped("000000001\n000000002\n")+strings.Repeat("\x00", 10_000)),
		Entry("compressed, with a byte order mark", zipped("\ufeff000000001\n000000002\n")),
		Entry("in UTF-16", inUTF16("000000001\r\n000000002\r\n", binary.LittleEndian)),
		Entry("in UTF-16, big-endian", inUTF16("000000001\n000000002\n", binary.BigEndian)),
		Entry("in UTF-16, compressed", zipped(inUTF16("000000001\n000000002\n", binary.LittleEndian))),
	)

	DescribeTable("that is not text is refused by name, whatever the flags are",
		func(content, reason string) {
			for _, s := range []Settings{{}, {Pad: true}, {SkipInvalid: true}, {SkipInvalid: true, Table: &table.Query{Column: "1", NoHeader: true}}} {
				s.Progress = func(int64) io.Writer { return io.Discard }
				lines, _, err := printed(s, content)
				Expect(lines).To(BeEmpty())
				Expect(err).To(And(HavePrefix("cannot read FILE: "+reason), HaveSuffix("; nothing was sent")))
			}
		},
		Entry("bzip2", "BZh91AY&SY\x01\n1\n", "it is bzip2 data; unpack it: bzip2 -dc FILE | numberserver send -"),
		Entry("xz", "\xfd7zXZ\x00\n1\n", "it is xz data; unpack it: xz -dc"),
		Entry("zstd", "\x28\xb5\x2f\xfd\n1\n", "it is zstd data; unpack it: zstd -dc"),
		Entry("zip", zipArchive("numbers.txt", numberLines(0, 9)), "it is a zip archive or a spreadsheet; unpack it, or save it as CSV"),
		Entry("a workbook", "PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "it is an Excel workbook; save it as CSV"),
		Entry("an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is an old Excel workbook; save it as CSV"),
		Entry("tar", tarred(numberLines(0, 9)), "it is a tar archive; unpack it: tar -xOf"),
		Entry("tar, compressed", zipped(tarred(numberLines(0, 9))), "it is a tar archive; unpack it: tar -xOf"),
		Entry("a program", "\x7fELF\x02\x01\n1\n", "it is a program"),
		Entry("PDF", "%PDF-1.7\n1\n", "it is a PDF document"),
		Entry("gzip in gzip", zipped(zipped("000000001\n")), "it is compressed twice; unpack it: gzip -dc"),
		Entry("UTF-16 without a byte order mark", inUTF16("1\n", binary.LittleEndian)[2:], "it is not a text file"),
		Entry("random bytes", random(), "it is not a text file: there are control characters in it"),
	)

	It("that is not text keeps those before it from being sent", func(ctx SpecContext) {
		_, err := Send(ctx, settings(unusedAddr(), nil, "000000001", testkit.File("a.bz2", "BZh9")))
		Expect(err).To(MatchError(HaveSuffix("; nothing was sent")))
	})

	It("is recognized without waiting for more than a line", func() {
		r, w := io.Pipe()
		go func() { _, _ = w.Write([]byte("123456789\n")) }()
		text, err := unpack(r)
		Expect(err).NotTo(HaveOccurred())
		Expect(text.ReadString('\n')).To(Equal("123456789\n"))
	})

	wrongChecksum := []byte(zipped(numberLines(0, 10)))
	wrongChecksum[len(wrongChecksum)-8]++
	DescribeTable("of damaged gzip data is sent up to the damage, which is named as it is",
		func(packed, reason string) {
			lines, _, err := printed(settings("", nil), packed)
			Expect(numberLines(0, 100_000)).To(HavePrefix(lines))
			Expect(err).To(MatchRegexp("^cannot read FILE" + reason))
		},
		Entry("cut off in its header", zipped("")[:5], ": it is cut off; nothing was sent$"),
		Entry("cut off in its middle", zipped(numberLines(0, 100_000))[:100_000], ": it is cut off$"),
		Entry("cut off in its last bytes", zipped(numberLines(0, 100))[:180], ": it is cut off$"),
		Entry("cut off in the header of its second member", zipped(numberLines(0, 10))+zipped("")[:5], ": it is cut off$"),
		Entry("with a wrong header", "\x1f\x8b"+strings.Repeat("x", 100), ": gzip: invalid header; nothing was sent$"),
		Entry("with a wrong checksum", string(wrongChecksum), ": gzip: invalid checksum$"),
		Entry("with other data after its end", zipped(numberLines(0, 10))+"oops", ": other data follows the end of the gzip data$"),
		Entry("with zeros and other data after its end", zipped(numberLines(0, 10))+"\x00\x00\x00oops", ": other data follows"),
	)
})
