package send

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/grammar"
)

// numberLines returns the lines for the numbers from first up to end.
func numberLines(first, end int) string {
	var text []byte
	for number := first; number < end; number++ {
		digits := strconv.Itoa(grammar.Numbers + number)[1:]
		text = append(append(text, digits...), grammar.Newline...)
	}
	return string(text)
}

var _ = Describe("The number lines at the start of a text", func() {
	It("are all of it if every line is valid", func() {
		text := numberLines(0, 1000)
		Expect(grammar.NumberLines([]byte(text))).To(Equal(len(text)))
	})

	It("end at a line with any other byte in place of a digit", func() {
		good := numberLines(7, 8)
		for place := range grammar.Digits {
			for b := range 256 {
				if '0' <= b && b <= '9' {
					continue
				}
				bad := []byte(numberLines(123_456_789, 123_456_790))
				bad[place] = byte(b)
				Expect(grammar.NumberLines([]byte(good+string(bad)+good))).To(Equal(len(good)), "%q", bad)
			}
		}
	})

	DescribeTable("end at a line that the server would not take",
		func(bad string) {
			good := numberLines(1, 3)
			Expect(grammar.NumberLines([]byte(good + bad + good))).To(Equal(len(good)))
		},
		Entry("of no digits", "\n"),
		Entry("of eight digits", "12345678\n"),
		Entry("of ten digits", "1234567890\n"),
		Entry("without its newline", "123456789"),
		Entry("of the word terminate", grammar.Terminate+grammar.Newline),
	)
})

var _ = Describe("A value", func() {
	DescribeTable("that is a number becomes a line",
		func(value string, line string, r rule) {
			Expect(r.appendLine(nil, []byte(value))).To(BeEquivalentTo(line + grammar.Newline))
		},
		Entry("of nine digits", "123456789", "123456789", rule{}),
		Entry("of zeros", "000000000", "000000000", rule{}),
		Entry("that has lost its zeros", "7007009", "007007009", rule{pad: true}),
		Entry("of one digit", "0", "000000000", rule{pad: true}),
		Entry("that needs no zeros", "123456789", "123456789", rule{pad: true}),
	)

	DescribeTable("that is not a number is rejected with a reason",
		func(value string, reason string, r rule) {
			lines, err := r.appendLine([]byte("before"), []byte(value))
			Expect(err).To(MatchError(reason))
			Expect(string(lines)).To(Equal("before"))
		},
		Entry("that is empty", "", "there is no number", rule{pad: true}),
		Entry("too short", "7007009", "7007009 has 7 digits, not 9; --pad puts zeros in front", rule{}),
		Entry("too long", "1234567890", `"1234567890" has more than 9 digits`, rule{pad: true}),
		Entry("of letters", "oops", `"oops" is not a number of 9 digits`, rule{pad: true}),
		Entry("with a blank at the end", "123456789 ", `"123456789 " has blanks before or after the number`, rule{}),
		Entry("with blanks inside", "123 456 789", `"123 456 789" is not a number of 9 digits`, rule{}),
		Entry("of a table", "Number,Name", `"Number,Name" is not a number of 9 digits; for a table there is --csv`, rule{}),
		Entry("with a control character", "1\a", `"1\a" is not a number of 9 digits`, rule{}),
		Entry("that is long", strings.Repeat("x", 1000), `"`+strings.Repeat("x", 100)+`"… is not a number of 9 digits`, rule{}),
		Entry("of the word terminate", "terminate",
			`"terminate" would stop the server; for that, run numberserver terminate`, rule{}),
	)
})

func BenchmarkValidLines(b *testing.B) {
	text := bytes.Repeat([]byte(numberLines(123_456_789, 123_457_789)), 25)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		grammar.NumberLines(text)
	}
}

func BenchmarkPadLines(b *testing.B) {
	lines := make([]byte, 0, 100)
	b.SetBytes(8)
	for b.Loop() {
		_, _ = rule{pad: true}.appendLine(lines, []byte("7007009"))
	}
}
