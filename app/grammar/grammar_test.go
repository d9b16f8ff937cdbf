package grammar

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// parsed returns the numbers at the start of data, and the rest. It fails the spec
// unless NumberLines finds the same lines.
func parsed(data string) ([]uint32, string) {
	GinkgoHelper()
	numbers, rest := Parse(nil, []byte(data))
	Expect(NumberLines([]byte(data))).To(Equal(len(data)-len(rest)), "%q", data)
	return numbers, string(rest)
}

var _ = Describe("A line", func() {
	DescribeTable("of nine digits is a number",
		func(digits string, number int) {
			Expect(parsed(digits + Newline)).To(Equal([]uint32{uint32(number)}))
		},
		Entry("the smallest", "000000000", 0),
		Entry("the largest", "999999999", 999_999_999),
		Entry("with leading zeros", "007007009", 7_007_009),
		Entry("with all digits in order", "123456789", 123_456_789),
		Entry("with all digits in reverse", "987654321", 987_654_321),
	)

	It("gives each digit its weight at every place", func() {
		for place := range Digits {
			for digit := range 10 {
				digits := []byte("000000000")
				digits[place] += byte(digit)
				want, err := strconv.Atoi(string(digits))
				Expect(err).NotTo(HaveOccurred())
				Expect(parsed(string(digits)+Newline)).To(Equal([]uint32{uint32(want)}), string(digits))
			}
		}
	})

	It("is not a number with any other byte in place of a digit", func() {
		for place := range Digits {
			for b := range 256 {
				if '0' <= b && b <= '9' {
					continue
				}
				line := []byte("123456789" + Newline)
				line[place] = byte(b)
				numbers, rest := parsed(string(line))
				Expect(numbers).To(BeEmpty(), "%q", line)
				Expect(rest).To(Equal(string(line)))
			}
		}
	})

	It("is not a number with any other byte in place of the newline", func() {
		for b := range 256 {
			line := fmt.Sprintf("123456789%c%s", b, Newline)
			if strings.HasPrefix(line, "123456789"+Newline) {
				continue
			}
			numbers, _ := parsed(line)
			Expect(numbers).To(BeEmpty(), "%q", line)
		}
	})

	It("ends the numbers when it is not a number, and is left in the rest", func() {
		numbers, rest := parsed("000000001" + Newline + "000000002" + Newline + "terminate" + Newline + "000000003" + Newline)
		Expect(numbers).To(Equal([]uint32{1, 2}))
		Expect(rest).To(Equal("terminate" + Newline + "000000003" + Newline))
	})
})

var _ = Describe("The terminate line", func() {
	It("is the word and a newline", func() {
		Expect(HasTerminate([]byte("terminate" + Newline))).To(BeTrue())
		Expect(HasTerminate([]byte("terminate" + Newline + "000000001"))).To(BeTrue())
	})

	DescribeTable("is nothing else",
		func(text string) { Expect(HasTerminate([]byte(text))).To(BeFalse()) },
		Entry("without a newline", "terminate"),
		Entry("in capitals", "TERMINATE"+Newline),
		Entry("with a blank after it", "terminate "+Newline),
		Entry("with a blank before it", " terminate"+Newline),
		Entry("as part of a word", "terminated"+Newline),
	)
})

var _ = Describe("The beginning of a line", func() {
	It("may become a line as long as some line begins with it", func() {
		for _, line := range []string{"123456789" + Newline, Terminate + Newline} {
			for end := range Length {
				Expect(MayBecomeLine([]byte(line[:end]))).To(BeTrue(), "%q", line[:end])
			}
		}
	})

	DescribeTable("cannot become one from its first wrong byte on",
		func(data string) { Expect(MayBecomeLine([]byte(data))).To(BeFalse()) },
		Entry("a newline", "\n"),
		Entry("a letter", "x"),
		Entry("a letter after digits", "12x"),
		Entry("the neighbour below 0", "1/"),
		Entry("the neighbour above 9", "1:"),
		Entry("a newline after eight digits", "12345678\n"),
		Entry("a tenth digit", "1234567890"),
		Entry("a capital", "T"),
		Entry("terminate with a letter changed", "termiNate"),
		Entry("digits, then terminate", "1terminat"),
		Entry("terminate and a blank", "terminate "),
		Entry("as many bytes as a line, but not a line", "123456789x"),
		Entry("a whole number line", "123456789"+Newline),
		Entry("a whole terminate line", Terminate+Newline),
	)
})

// formatted returns numbers as they stand in the log.
func formatted(numbers ...uint32) string {
	return string(Format(make([]byte, FormatSize(len(numbers))), numbers))
}

// printed returns numbers as the standard library prints them: the oracle.
func printed(numbers ...uint32) string {
	var text strings.Builder
	for _, number := range numbers {
		fmt.Fprintf(&text, "%d%s", number, Newline)
	}
	return text.String()
}

var _ = Describe("A number in the log", func() {
	DescribeTable("has no leading zeros",
		func(number int) { Expect(formatted(uint32(number))).To(Equal(strconv.Itoa(number) + Newline)) },
		func(number int) string { return strconv.Itoa(number) },
		Entry(nil, 0), Entry(nil, 9), Entry(nil, 10), Entry(nil, 99), Entry(nil, 100),
		Entry(nil, 7_007_009), Entry(nil, 9_999_999), Entry(nil, 10_000_000), Entry(nil, 99_999_999),
		Entry(nil, 100_000_000), Entry(nil, 314_159_265), Entry(nil, 999_999_999),
	)

	It("is what the standard library prints, throughout the number space", func() {
		for first := uint32(0); first < Numbers-50_000; first += 9_973_000 {
			numbers := make([]uint32, 0, 1000)
			for i := range uint32(cap(numbers)) {
				numbers = append(numbers, first+i*37)
			}
			if formatted(numbers...) != printed(numbers...) {
				Fail(fmt.Sprintf("%d or one of the numbers after it", first))
			}
		}
	})

	It("may have any length, at any place among others", func() {
		for digits, number := 1, uint32(1); digits <= Digits; digits, number = digits+1, number*10 {
			for place := range 9 {
				numbers := []uint32{111111111, 2, 33333, 444, 0, 666666666, 77, 8888888, 99999999}
				numbers[place] = number
				Expect(formatted(numbers...)).To(Equal(printed(numbers...)))
			}
		}
	})

	It("is put at the end of a buffer, the start of which is not used", func() {
		buffer := bytes.Repeat([]byte("x"), FormatSize(8)+20)
		text := Format(buffer, []uint32{1, 22, 333, 4444, 55555, 6})
		Expect(string(text)).To(Equal(printed(1, 22, 333, 4444, 55555, 6)))
		Expect(&text[0]).To(BeIdenticalTo(&buffer[len(buffer)-len(text)]))
		untouched := string(buffer[:len(buffer)-FormatSize(6)])
		Expect(strings.Trim(untouched, "x")).To(BeEmpty())
	})

	It("is not written when there is none", func() {
		Expect(formatted()).To(BeEmpty())
	})
})
