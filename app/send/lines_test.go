package send

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing/iotest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/text/encoding/unicode"

	"numberserver/app/grammar"
	"numberserver/app/internal/testkit"
	"numberserver/app/send/table"
)

// utf16 returns text in UTF-16 with a byte order mark.
func utf16(text string, order unicode.Endianness) string {
	encoded, _ := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(text)
	return encoded
}

var _ = Describe("Lines", func() {
	BeforeEach(testkit.LeavesNothing)

	// read returns the lines that are sent of what comes through a pipe.
	read := func(stdin io.Reader, inputs ...string) (string, error) {
		var out strings.Builder
		_, err := Print(context.Background(), settings("", stdin, inputs...), &out)
		return out.String(), err
	}

	It("come from numbers, files and standard input in their order", func() {
		path := testkit.File("numbers.txt", "000000002\n000000003\n")
		Expect(read(strings.NewReader("000000004\n"), "000000001", path, "-", "000000005")).
			To(Equal(native("000000001", "000000002", "000000003", "000000004", "000000005")))
	})

	DescribeTable("may end, and be surrounded, in every way that people's files have",
		func(content string, sent ...string) {
			Expect(read(strings.NewReader(content))).To(Equal(native(sent...)))
		},
		Entry("with each of them", "000000001\n000000002\r\n\r000000003\r000000004", "000000001", "000000002", "000000003", "000000004"),
		Entry("with blank lines", "\n000000001\n \t\n\n000000002\n\n\r\n", "000000001", "000000002"),
		Entry("with blanks at both ends", " 000000001\n000000002\t\n\u00a0000000003 \n", "000000001", "000000002", "000000003"),
		Entry("with as many blanks as a line may have", strings.Repeat(" ", 256<<10-10)+"000000001\n", "000000001"),
		Entry("with nothing", ""),
	)

	const several = 3 * chunkSize / grammar.Length / 2 // more than a chunk has
	DescribeTable("are the same for every way to read them",
		func(count int, stdin func(io.Reader) io.Reader) {
			numbers := numberLines(0, count)
			windows := "\ufeff" + strings.ReplaceAll(strings.ReplaceAll(numbers, "\r", ""), "\n", "\r\n")
			sent, err := read(stdin(strings.NewReader(windows + "oops\r\n")))
			Expect(err).To(MatchError(HavePrefix(fmt.Sprintf("standard input:%d: ", count+1))))
			Expect(sent == numbers).To(BeTrue())
		},
		Entry("at once", several, func(r io.Reader) io.Reader { return r }),
		Entry("in halves", several, iotest.HalfReader),
		Entry("with the end of file in the last read", several, iotest.DataErrReader),
		Entry("byte by byte", 100, iotest.OneByteReader),
	)

	DescribeTable("that are no numbers end the sending and are named",
		func(line, reason string) {
			lines, _, err := printed(settings("", nil), "000000001\n\n"+line+"\n000000002\n")
			Expect(lines).To(Equal(native("000000001")))
			Expect(err).To(Equal("FILE:3: " + reason))
		},
		Entry("with blanks inside", "123 456 789", `"123 456 789" is not a number of 9 digits`),
		Entry("with control characters", "1\a\b\v\f\x1b1", `"1\a\b\v\f\x1b1" is not a number of 9 digits`),
		Entry("that is long", strings.Repeat("x", 1000), `"`+strings.Repeat("x", 100)+`"… is not a number of 9 digits`),
		Entry("of digits of another script", "١٢٣٤٥٦٧٨٩", `"١٢٣٤٥٦٧٨٩" is not a number of 9 digits`),
	)

	It("count from one in every source", func() {
		first, second := testkit.File("first.txt", "000000001\n000000002\n"), testkit.File("second.txt", "000000001\n\n1")
		_, err := read(nil, first, second)
		Expect(err).To(MatchError(HavePrefix(second + ":3: 1 has 1 digit, not 9")))
	})

	It("are named far behind the start of a file, and nothing is sent after them", func() {
		good := numberLines(0, 100_000)
		lines, _, reason := printed(settings("", nil), good+"5\"\n"+good+"oops again\n"+good)
		Expect(reason).To(Equal(`FILE:100001: "5\"" is not a number of 9 digits`))
		Expect(lines == good).To(BeTrue())
	})

	It("are never skipped where there are control characters", func() {
		s := settings("", nil)
		s.SkipInvalid = true
		lines, _, reason := printed(s, numberLines(0, 100_000)+"\x7foops\n000000001\n")
		Expect(reason).To(HavePrefix(`FILE:100001: "\x7foops" has control characters: is this text?`))
		Expect(lines == numberLines(0, 100_000)).To(BeTrue())
	})

	It("that are longer than a chunk end the sending at once, also with --skip-invalid", func() {
		r, w := io.Pipe()
		go func() { _, _ = io.WriteString(w, "000000001\n"+strings.Repeat("1", 2*chunkSize)) }() // ends when the source is closed
		s := settings("", nil)
		s.Sources = Sources{{name: "standard input", size: unknownSize, open: func() (io.ReadCloser, error) { return r, nil }}}
		s.SkipInvalid = true
		var out strings.Builder
		_, err := Print(context.Background(), s, &out)
		Expect(out.String()).To(Equal(native("000000001")))
		Expect(err).To(MatchError(HavePrefix("standard input:2: a line is longer than 256 KiB")))
	})

	It("of a source that fails are sent up to the failure, which is named", func() {
		lines, err := read(io.MultiReader(strings.NewReader("000000001\n000000002\n0000"), iotest.ErrReader(errors.New("it is broken"))))
		Expect(lines).To(Equal(native("000000001", "000000002")))
		Expect(err).To(MatchError("cannot read standard input: it is broken"))
	})
})

var _ = Describe("A file", func() {
	BeforeEach(testkit.LeavesNothing)

	DescribeTable("is recognized by its first bytes",
		func(content string) {
			lines, _, reason := printed(settings("", nil), content)
			Expect(lines, reason).To(Equal(native("000000001", "000000002")))
		},
		Entry("compressed in parts, one of them empty", zipped("000000001\n0000")+zipped("")+zipped("00002\n")),
		Entry("compressed, with zeros as padding", zipped("000000001\n000000002\n")+strings.Repeat("\x00", 10_000)),
		Entry("in UTF-16, big-endian", utf16("000000001\n000000002\n", unicode.BigEndian)),
		Entry("in UTF-16, compressed", zipped(utf16("000000001\n000000002\n", unicode.LittleEndian))),
	)

	tarred := strings.Repeat("numbers.txt", 30)[:257] + "ustar\x0000" + numberLines(0, 9)
	DescribeTable("that is not text is refused by name, whatever the flags are",
		func(content, reason string) {
			for _, s := range []Settings{{}, {Pad: true}, {SkipInvalid: true}, {SkipInvalid: true, CSV: true, Table: table.Table{Column: "1", NoHeader: true}}} {
				s.Progress = func(int64) io.Writer { return io.Discard }
				lines, _, err := printed(s, content)
				Expect(lines).To(BeEmpty())
				Expect(err).To(And(HavePrefix("cannot read FILE: "+reason), HaveSuffix("; nothing was sent")))
			}
		},
		Entry("an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is an old Excel workbook; save it as CSV"),
		Entry("tar, compressed", zipped(tarred), "it is a tar archive; unpack it: tar -xOf"),
		Entry("gzip in gzip", zipped(zipped("000000001\n")), "it is compressed twice; unpack it: gzip -dc"),
		Entry("UTF-16 without a byte order mark", utf16("1\n", unicode.LittleEndian)[2:], "it is not a text file"),
	)

	It("is recognized without waiting for more than a line", func() {
		r, w := io.Pipe()
		go func() { _, _ = w.Write([]byte("123456789\n")) }()
		text, err := unpack(r)
		Expect(err).NotTo(HaveOccurred())
		line := make([]byte, 100)
		Expect(text.Read(line)).To(Equal(10))
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
		Entry("cut off in the header of its second member", zipped(numberLines(0, 10))+zipped("")[:5], ": it is cut off$"),
		Entry("with a wrong header", "\x1f\x8b"+strings.Repeat("x", 100), ": gzip: invalid header; nothing was sent$"),
		Entry("with a wrong checksum", string(wrongChecksum), ": gzip: invalid checksum$"),
		Entry("with zeros and other data after its end", zipped(numberLines(0, 10))+"\x00\x00\x00oops", ": other data follows"),
	)
})

var _ = Describe("Sources", func() {
	DescribeTable("must be readable",
		func(input, reason string) {
			_, err := NewSources([]string{"123456789", input}, nil)
			Expect(err).To(MatchError(reason))
		},
		Entry("and not missing", "missing.txt", "cannot read missing.txt: no such file or directory"),
		Entry("and no folder", ".", "cannot read .: it is a folder; name the files in it"),
		Entry("and are named without control characters", "\x1b[31m\n.txt", `cannot read "\x1b[31m\n.txt": no such file or directory`),
	)

	It("have a size if every one has", func() {
		Expect(settings("", nil, testkit.File("numbers.txt", "000000001\n"), "123456789").Sources.size()).To(BeEquivalentTo(19))
		Expect(settings("", nil, os.DevNull, "123456789").Sources.size()).To(BeEquivalentTo(unknownSize))
	})
})
