package grammar

import (
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// parsedLogged returns the numbers at the start of a log, at most limit, and the rest.
func parsedLogged(log string, limit int) ([]uint32, string) {
	numbers, rest := ParseLogged(nil, []byte(log), limit)
	return numbers, string(rest)
}

// loggedNumbers have every number of digits, and are the least and the greatest
// of those.
var loggedNumbers = []uint32{
	0, 1, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 99_999, 100_000, 999_999,
	1_000_000, 9_999_999, 10_000_000, 99_999_999, 100_000_000, 999_999_999,
}

var _ = Describe("A line of the log", func() {
	It("is read back as the number that it was written for", func() {
		numbers, rest := parsedLogged(formatted(loggedNumbers...), len(loggedNumbers))
		Expect(numbers).To(Equal(loggedNumbers))
		Expect(rest).To(BeEmpty())
	})

	It("is read back wherever it stands", func() {
		for _, number := range loggedNumbers {
			numbers, rest := parsedLogged("7"+Newline+strconv.Itoa(int(number))+Newline+"123456789"+Newline, 3)
			Expect(numbers).To(Equal([]uint32{7, number, 123456789}))
			Expect(rest).To(BeEmpty())
		}
	})

	It("is left in the rest when more were read than asked for", func() {
		numbers, rest := parsedLogged("1"+Newline+"22"+Newline+"333"+Newline, 2)
		Expect(numbers).To(Equal([]uint32{1, 22}))
		Expect(rest).To(Equal("333" + Newline))
	})

	DescribeTable("ends the numbers when it is not one, and is left in the rest",
		func(line string) {
			numbers, rest := parsedLogged("7"+Newline+line, 2)
			Expect(numbers).To(Equal([]uint32{7}))
			Expect(rest).To(Equal(line))
		},
		Entry("nothing", ""),
		Entry("an empty line", Newline),
		Entry("no newline", "123"),
		Entry("nine digits without a newline", "123456789"),
		Entry("ten digits", "1234567890"+Newline),
		Entry("nine digits with a leading zero", "012345678"+Newline),
		Entry("a leading zero", "07"+Newline),
		Entry("zeros", "00"+Newline),
		Entry("a sign", "-7"+Newline),
		Entry("a letter", "x"+Newline),
		Entry("a letter among digits", "1x3"+Newline),
		Entry("a letter in place of the newline", "123x"),
		Entry("the word that stops the server", Terminate+Newline),
	)

	It("has no byte but digits", func() {
		for b := range 256 {
			if '0' <= b && b <= '9' {
				continue
			}
			for place := range Digits {
				line := []byte("123456789" + Newline + "1" + Newline)
				line[place] = byte(b)
				numbers, _ := ParseLogged(nil, line, 1)
				if string(line[place:place+len(Newline)]) == Newline && place > 0 {
					Expect(numbers).To(HaveLen(1), "a shorter number")
				} else {
					Expect(numbers).To(BeEmpty(), "%q", line)
				}
			}
		}
	})
})

var _ = Describe("A torn line of the log", func() {
	It("is the beginning of any line", func() {
		for _, number := range loggedNumbers {
			line := strconv.Itoa(int(number)) + Newline
			for end := range line {
				Expect(MayBecomeLogged([]byte(line[:end]))).To(BeTrue(), "%q", line[:end])
			}
		}
	})

	DescribeTable("is nothing else",
		func(data string) { Expect(MayBecomeLogged([]byte(data))).To(BeFalse()) },
		Entry("a whole line", "1"+Newline),
		Entry("a newline", Newline),
		Entry("a letter", "x"),
		Entry("a letter after digits", "12x"),
		Entry("a letter after nine digits", "123456789x"),
		Entry("a leading zero", "01"),
		Entry("ten digits", "1234567890"),
		Entry("ten digits and more", "1234567890"+Newline),
	)
})
