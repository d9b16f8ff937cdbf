package load

import (
	"context"
	"errors"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/grammar"
)

// prepare prepares a load.
func prepare(kind Kind, lines, clients int, seed uint64) *Load {
	GinkgoHelper()
	l, err := Prepare(context.Background(), kind, lines, clients, seed)
	Expect(err).NotTo(HaveOccurred())
	return l
}

// numbers returns the numbers that all clients send, in order.
func (l *Load) numbers() []int {
	var numbers []int
	for client := range l.Clients {
		for chunk := range l.Chunks(client) {
			for line := range strings.Lines(string(chunk)) {
				digits, whole := strings.CutSuffix(line, grammar.Newline)
				number, err := strconv.Atoi(digits)
				if !whole || len(digits) != grammar.Digits || err != nil {
					Fail(strconv.Quote(line) + " is not a line")
				}
				numbers = append(numbers, number)
			}
		}
	}
	return numbers
}

var _ = Describe("A load", func() {
	DescribeTable("has exactly the wanted number of lines",
		func(kind Kind) {
			for _, lines := range []int{1, 4, 5, 999, 2*chunkLines + 1} {
				Expect(prepare(kind, lines, 5, 1).numbers()).To(HaveLen(lines))
			}
		},
		func(kind Kind) string { return string(kind) },
		Entry(nil, Unique), Entry(nil, Random), Entry(nil, Duplicates), Entry(nil, Small), Entry(nil, Trickle),
	)

	It("depends on the seed only", func() {
		numbers := prepare(Unique, 1000, 1, 7).numbers()
		Expect(prepare(Unique, 1000, 1, 7).numbers()).To(Equal(numbers))
		Expect(prepare(Unique, 1000, 1, 8).numbers()).NotTo(Equal(numbers))
	})

	It("is the same numbers however many clients send it", func() {
		numbers := prepare(Unique, 1000, 1, 7).numbers()
		Expect(prepare(Unique, 1000, 3, 7).numbers()).To(Equal(numbers))
	})

	It("knows the size of its log", func() {
		size := 0
		l := prepare(Trickle, 50_000, 3, 1)
		for _, number := range l.numbers() {
			size += len(strconv.Itoa(number)) + len(grammar.Newline)
		}
		Expect(l.LogSize).To(BeEquivalentTo(size))
	})

	It("stops collecting its numbers when it is told to", func() {
		enough := errors.New("enough")
		ctx, cancel := context.WithCancelCause(context.Background())
		cancel(enough)
		_, err := Prepare(ctx, Unique, 1000, 2, 1)
		Expect(err).To(MatchError(enough))
	})
})

var _ = Describe("A unique load", func() {
	It("has no number twice, over all rounds", func() {
		l := prepare(Unique, 1000, 2, 1)
		l.Lines *= waysToFlip // rounds of 1000 lines
		Expect(l.collect(context.Background())).To(Succeed())
		Expect(l.Different).To(Equal(1000 * waysToFlip))
	})

	It("covers the whole number space from the start", func() {
		tenths := make(map[int]int)
		for _, number := range prepare(Unique, 10_000, 1, 1).numbers() {
			tenths[number/(grammar.Numbers/10)]++
		}
		for tenth := range 10 {
			Expect(tenths[tenth]).To(BeNumerically("~", 1000, 200))
		}
	})
})

var _ = Describe("The families", func() {
	It("have every number in one of them", func() {
		l := sent()
		l.Lines, l.Clients, l.flips = families, 1, []int{0}
		for family := range families {
			l.base = appendMember(l.base, family, 0b101)
		}
		Expect(l.collect(context.Background())).To(Succeed())
		Expect(l.Different).To(Equal(families))

		l.Lines, l.base, l.flips = waysToFlip, appendMember(nil, 1_234_567, 0b011), nil
		for way := range waysToFlip {
			l.flips = append(l.flips, way)
		}
		Expect(l.collect(context.Background())).To(Succeed())
		Expect(l.Different).To(Equal(families+waysToFlip-1), "one of the family is there already")
	})
})

var _ = Describe("A random load", func() {
	It("repeats a number now and then", func() {
		const lines = 400_000 // of n random numbers of N, about n²/2N repeat
		repeated := lines - prepare(Random, lines, 1, 1).Different
		Expect(repeated).To(BeNumerically("~", lines*lines/2/grammar.Numbers, 40))
	})
})

var _ = Describe("A load of duplicates", func() {
	It("has every number a hundred times", func() {
		Expect(prepare(Duplicates, 100_000, 5, 1).Different).To(Equal(1000))
	})

	It("has one number at least", func() {
		Expect(prepare(Duplicates, 7, 5, 1).Different).To(Equal(1))
	})
})

var _ = Describe("A trickle", func() {
	It("has lone lines besides, whose numbers are all different", func() {
		l := prepare(Trickle, 1000, 2, 1)
		Expect(l.Lone).To(Equal(100))
		Expect(l.Different).To(Equal(1100))
	})

	It("has fewer of them if there are no more numbers", func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // all numbers take long to collect
		l, _ := Prepare(ctx, Trickle, grammar.Numbers-7, 2, 1)
		Expect(l.Lone).To(Equal(7))
	})
})

var _ = DescribeTable("A write has as many lines as its kind of load says",
	func(kind Kind, lines int) {
		Expect(prepare(kind, 50, 1, 1).WriteSize()).To(Equal(lines * grammar.Length))
	},
	Entry("small", Small, 20),
	Entry("trickle", Trickle, 1),
	Entry("others", Unique, chunkLines),
)
