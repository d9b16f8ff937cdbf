package load

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing/iotest"

	"github.com/bits-and-blooms/bitset"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/grammar"
)

// sent returns a load of numbers.
func sent(numbers ...int) *Load {
	l := &Load{sent: bitset.New(grammar.Numbers)}
	for _, number := range numbers {
		l.add(fmt.Appendf(nil, "%09d%s", number, grammar.Newline))
	}
	return l
}

// logOf returns a log that has the given lines.
func logOf(lines ...string) string {
	return strings.Join(append(lines, ""), grammar.Newline)
}

func quoted(line string) string { return fmt.Sprintf("%q", line+grammar.Newline) }

var _ = Describe("A log", func() {
	numbers := sync.OnceValue(func() *Load { return sent(0, 7, 1_000_000, 999_999_999, 7) })

	It("is right when it is empty and nothing was sent", func() {
		Expect(sent().CheckLog(strings.NewReader(""))).To(Succeed())
	})

	It("is right when it has each number once, in any order, and is read a byte at a time", func() {
		log := logOf("999999999", "0", "7", "1000000")
		Expect(numbers().CheckLog(iotest.OneByteReader(strings.NewReader(log)))).To(Succeed())
	})

	It("can be longer than one read", func() {
		log, lines := new(strings.Builder), []byte(nil)
		for i := range 200_000 {
			fmt.Fprintf(log, "%d%s", i, grammar.Newline)
			lines = fmt.Appendf(lines, "%09d%s", i, grammar.Newline)
		}
		l := sent()
		l.add(lines)
		Expect(log.Len()).To(BeNumerically(">", 1<<20))
		Expect(l.CheckLog(strings.NewReader(log.String()))).To(Succeed())
		Expect(l.CheckLog(strings.NewReader(log.String() + logOf("5")))).
			To(MatchError("line 200001 of the log: 5 is there a second time"))
	})

	DescribeTable("is wrong with",
		func(log, complaint string) {
			Expect(numbers().CheckLog(strings.NewReader(log))).To(MatchError(ContainSubstring(complaint)))
		},
		Entry("a number twice", logOf("0", "7", "1000000", "7", "999999999"), "line 4 of the log: 7 is there a second time"),
		Entry("a number that was not sent", logOf("0", "8"), "line 2 of the log: 8 was never sent"),
		Entry("a number missing", logOf("0", "7", "999999999"), "1 of 4 numbers are missing from the log; the smallest is 1000000"),
		Entry("all numbers missing", "", "4 of 4 numbers are missing from the log; the smallest is 0"),
		Entry("leading zeros", logOf("0", "007"), "line 2 of the log: "+quoted("007")+" is not a number without leading zeros and a newline"),
		Entry("two zeros", logOf("00"), "line 1 of the log: "+quoted("00")+" is not a number without leading zeros and a newline"),
		Entry("an empty line", logOf("0", "", "7"), "line 2 of the log: "+quoted("")+" is not a number"),
		Entry("a letter", logOf("x7"), "line 1 of the log: "+quoted("x7")+" is not a number"),
		Entry("a sign", logOf("-7"), "line 1 of the log: "+quoted("-7")+" is not a number"),
		Entry("a blank", logOf("7 "), "line 1 of the log: "+quoted("7 ")+" is not a number"),
		Entry("a NUL byte", logOf("\x007"), "line 1 of the log: "+quoted("\x007")+" is not a number"),
		Entry("ten digits", logOf("1234567890"), "line 1 of the log: "+quoted("1234567890")+" is not a number"),
		Entry("a torn last line", logOf("0")+"7", `line 2 of the log: "7" is not a number without leading zeros and a newline`),
		Entry("an endless line", strings.Repeat("1", 2<<20), "line 1 of the log: \"11111111111111111111\" is not a number"),
		Entry("two faults, the first of which is named", logOf("8", "x"), "line 1 of the log: 8 was never sent"),
	)

	It("is wrong when it cannot be read", func() {
		failing := iotest.ErrReader(errors.New("input/output error"))
		Expect(numbers().CheckLog(failing)).To(MatchError("line 1 of the log: input/output error"))
	})
})

var _ = Describe("The numbers sent", func() {
	It("are counted once each", func() {
		Expect(sent(0, 63, 64, 999_999_999, 63).Different).To(Equal(4))
	})

	It("know what they add to a log, without leading zeros", func() {
		l := sent()
		for width := 1; width <= grammar.Digits; width++ {
			for _, number := range []int{int(math.Pow10(width - 1)), int(math.Pow10(width)) - 1} {
				Expect(l.add(fmt.Appendf(nil, "%09d%s", number, grammar.Newline))).
					To(BeEquivalentTo(width+len(grammar.Newline)), "%d", number)
			}
		}
		Expect(l.add([]byte("000000000" + grammar.Newline))).To(BeEquivalentTo(1 + len(grammar.Newline)))
		Expect(l.add([]byte("000000000" + grammar.Newline))).To(BeZero())
	})
})
