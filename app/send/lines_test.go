package send

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing/iotest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/grammar"
	"numberserver/app/internal/testkit"
)

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
		Entry("with LF", "000000001\n000000002\n", "000000001", "000000002"),
		Entry("with CR LF", "000000001\r\n000000002\r\n", "000000001", "000000002"),
		Entry("with CR, as on an old Mac", "000000001\r000000002\r", "000000001", "000000002"),
		Entry("with each of them", "000000001\n000000002\r\n\r000000003\r000000004", "000000001", "000000002", "000000003", "000000004"),
		Entry("without the last newline", "000000001\n000000002", "000000001", "000000002"),
		Entry("with blank lines", "\n000000001\n \t\n\n000000002\n\n\r\n", "000000001", "000000002"),
		Entry("with blanks at both ends", " 000000001\n000000002\t\n\u00a0000000003 \n", "000000001", "000000002", "000000003"),
		Entry("with a byte order mark", "\ufeff000000001\n", "000000001"),
		Entry("with nothing", ""),
	)

	It("that begin with # are comments, and are counted", func() {
		lines, result, reason := printed(settings("", nil), "# ids\n000000001\n #000000002\n")
		Expect(lines).To(Equal(native("000000001")))
		Expect(result).To(Equal(Result{Numbers: 1, Comments: 2}))
		Expect(result.LeftOut()).To(Equal("left out 2 comments"))
		Expect(reason).To(BeEmpty())
	})

	const several = 3 * chunkSize / grammar.Length / 2 // more than a chunk has
	DescribeTable("are the same for every way to read them",
		func(count int, stdin func(io.Reader) io.Reader) {
			numbers := numberLines(0, count)
			windows := strings.ReplaceAll(strings.ReplaceAll(numbers, "\r", ""), "\n", "\r\n")
			sent, err := read(stdin(strings.NewReader(windows)))
			Expect(err).NotTo(HaveOccurred())
			Expect(sent == numbers).To(BeTrue())
		},
		Entry("at once", several, func(r io.Reader) io.Reader { return r }),
		Entry("in halves", several, iotest.HalfReader),
		Entry("with the end of file in the last read", several, iotest.DataErrReader),
		Entry("byte by byte", 100, iotest.OneByteReader),
	)

	It("become numbers with --pad", func() {
		s := settings("", nil)
		s.Pad = true
		lines, _, reason := printed(s, "7007009\n0\n123456789\n")
		Expect(lines, reason).To(Equal(native("007007009", "000000000", "123456789")))
	})

	DescribeTable("that are no numbers end the sending and are named",
		func(line, reason string) {
			lines, _, err := printed(settings("", nil), "000000001\n\n"+line+"\n000000002\n")
			Expect(lines).To(Equal(native("000000001")))
			Expect(err).To(Equal("FILE:3: " + reason))
		},
		Entry("too short", "7007009", "7007009 has 7 digits, not 9; --pad puts zeros in front"),
		Entry("too long", "1234567890", `"1234567890" has more than 9 digits`),
		Entry("of letters", "oops", `"oops" is not a number of 9 digits`),
		Entry("with blanks inside", "123 456 789", `"123 456 789" is not a number of 9 digits`),
		Entry("of a table", "Number,Name", `"Number,Name" is not a number of 9 digits; for a table there is --csv`),
		Entry("with a control character", "1\a", `"1\a" is not a number of 9 digits`),
		Entry("that is long", strings.Repeat("x", 1000), `"`+strings.Repeat("x", 100)+`"… is not a number of 9 digits`),
		Entry("of the word terminate", "terminate", `"terminate" would stop the server; for that, run numberserver terminate`),
		Entry("of digits of another script", "١٢٣٤٥٦٧٨٩", `"١٢٣٤٥٦٧٨٩" is not a number of 9 digits`),
	)

	It("count from one in every source", func() {
		first, second := testkit.File("first.txt", "000000001\n000000002\n"), testkit.File("second.txt", "000000001\n\n1")
		_, err := read(nil, first, second)
		Expect(err).To(MatchError(HavePrefix(second + ":3: 1 has 1 digit, not 9")))
	})

	It("of an argument are named by its position", func() {
		_, err := read(nil, "123456789", "12")
		Expect(err).To(MatchError("argument 2: 12 has 2 digits, not 9; --pad puts zeros in front"))
	})

	It("are named far behind the start of a file, and nothing is sent after them", func() {
		good := numberLines(0, 100_000)
		lines, _, reason := printed(settings("", nil), good+"oops\n"+good+"oops again\n"+good)
		Expect(reason).To(Equal(`FILE:100001: "oops" is not a number of 9 digits`))
		Expect(lines == good).To(BeTrue())
	})

	It("that are invalid are skipped with --skip-invalid, counted, and the first is named", func() {
		s := settings("", nil)
		s.SkipInvalid = true
		lines, result, reason := printed(s, "000000001\noops\n\n000000002\nterminate\n000000003")
		Expect(lines, reason).To(Equal(native("000000001", "000000002", "000000003")))
		Expect(result.Invalid).To(BeEquivalentTo(2))
		Expect(result.LeftOut()).To(MatchRegexp(`^skipped 2 invalid lines: the first is \S+:2: "oops" is not a number of 9 digits$`))
	})

	It("are never skipped where there are control characters", func() {
		s := settings("", nil)
		s.SkipInvalid = true
		lines, _, reason := printed(s, numberLines(0, 100_000)+"\x00\x01oops\n000000001\n")
		Expect(reason).To(HavePrefix(`FILE:100001: "\x00\x01oops" is not a number of 9 digits; it is not skipped`))
		Expect(lines == numberLines(0, 100_000)).To(BeTrue())
	})

	It("that are longer than a chunk end the sending at once", func() {
		rest := make(chan struct{})
		DeferCleanup(func() { close(rest) })
		start := strings.NewReader("000000001\n" + strings.Repeat("1", 2*chunkSize))
		lines, err := read(io.MultiReader(start, never{rest}))
		Expect(lines).To(Equal(native("000000001")))
		Expect(err).To(MatchError(HavePrefix("standard input:2: a line is longer than 256 KiB")))
	})

	It("that are longer than a chunk are skipped with --skip-invalid, whatever they begin with", func() {
		s := settings("", nil)
		s.SkipInvalid = true
		for _, start := range []string{"1", " ", "000000001 ", "oops"} {
			long := start + strings.Repeat(start[len(start)-1:], chunkSize)
			lines, result, reason := printed(s, "000000001\n"+long+long+"000000002\n"+"000000003\noops\n"+long)
			Expect(lines, reason).To(Equal(native("000000001", "000000003")))
			Expect(result.LeftOut()).To(MatchRegexp(`^skipped 3 invalid lines: the first is \S+:2: a line is longer than 256 KiB`))
		}
		_, result, _ := printed(s, strings.Repeat("x", 2*chunkSize)+"\n\noops\n")
		Expect(result.Invalid).To(BeEquivalentTo(2))
	})

	It("of a source that fails are sent up to the failure, which is named", func() {
		lines, err := read(io.MultiReader(strings.NewReader("000000001\n000000002\n0000"), iotest.ErrReader(errors.New("it is broken"))))
		Expect(lines).To(Equal(native("000000001", "000000002")))
		Expect(err).To(MatchError("cannot read standard input: it is broken"))
	})
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
		Expect(settings("", nil, testkit.File("numbers.txt", "000000001\n"), "123456789").Sources.Size()).To(BeEquivalentTo(19))
		Expect(settings("", strings.NewReader(""), "-", "123456789").Sources.Size()).To(BeEquivalentTo(UnknownSize))
	})
})
