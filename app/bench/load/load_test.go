package load

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/grammar"
)

// writes returns the writes of a client.
func (l *Load) writes(client int) []string {
	var writes []string
	stream := l.Stream(client)
	for write := stream.Next(); len(write) > 0; write = stream.Next() {
		writes = append(writes, string(write))
	}
	return writes
}

// numbers returns the numbers that all clients send, in order.
func (l *Load) numbers() []int {
	var numbers []int
	for client := range l.Clients {
		for line := range strings.SplitAfterSeq(strings.Join(l.writes(client), ""), grammar.Newline) {
			if line == "" {
				continue
			}
			digits, whole := strings.CutSuffix(line, grammar.Newline)
			number, err := strconv.Atoi(digits)
			if !whole || len(digits) != grammar.Digits || err != nil {
				Fail(strconv.Quote(line) + " is not a line")
			}
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// different is how many different numbers all clients send.
func (l *Load) different() int {
	GinkgoHelper()
	numbers, err := l.Numbers(context.Background())
	Expect(err).NotTo(HaveOccurred())
	return numbers.Count()
}

var _ = Describe("A load", func() {
	DescribeTable("has exactly the wanted number of lines",
		func(kind Kind) {
			for _, lines := range []int{1, 4, 5, 999, 2*chunkLines + 1} {
				Expect(Prepare(kind, lines, 5, 1).numbers()).To(HaveLen(lines))
			}
		},
		func(kind Kind) string { return string(kind) },
		Entry(nil, Unique), Entry(nil, Random), Entry(nil, Duplicates), Entry(nil, Small), Entry(nil, Trickle),
	)

	It("depends on the seed only", func() {
		numbers := Prepare(Unique, 1000, 1, 7).numbers()
		Expect(Prepare(Unique, 1000, 1, 7).numbers()).To(Equal(numbers))
		Expect(Prepare(Unique, 1000, 1, 8).numbers()).NotTo(Equal(numbers))
	})

	It("is the same numbers however many clients send it", func() {
		numbers := Prepare(Unique, 1000, 1, 7).numbers()
		Expect(Prepare(Unique, 1000, 3, 7).numbers()).To(Equal(numbers))
	})

	It("may have fewer lines than clients", func() {
		Expect(Prepare(Unique, 1, 5, 1).writes(0)).To(BeEmpty())
	})

	It("stops collecting its numbers when it is told to", func() {
		enough := errors.New("enough")
		ctx, cancel := context.WithCancelCause(context.Background())
		cancel(enough)
		_, err := Prepare(Unique, 1000, 2, 1).Numbers(ctx)
		Expect(err).To(MatchError(enough))
	})
})

var _ = Describe("A unique load", func() {
	It("has no number twice, over all rounds", func() {
		l := Prepare(Unique, 1000, 2, 1)
		l.Lines *= waysToFlip // rounds of 1000 lines
		Expect(l.different()).To(Equal(1000 * waysToFlip))
	})

	It("covers the whole number space from the start", func() {
		tenths := make(map[int]int)
		for _, number := range Prepare(Unique, 10_000, 1, 1).numbers() {
			tenths[number/(grammar.Numbers/10)]++
		}
		for tenth := range 10 {
			Expect(tenths[tenth]).To(BeNumerically("~", 1000, 200))
		}
	})
})

var _ = Describe("The rounds", func() {
	It("have one number of each family", func() {
		families := NewSet()
		for family := range uint32(period) {
			families.add(member(family, 0))
		}
		Expect(families.Count()).To(Equal(period))
	})

	It("have each member of a family once", func() {
		members := make(map[uint32]bool)
		for m := range mask(waysToFlip) {
			members[member(1_234_567, m)] = true
		}
		Expect(members).To(HaveLen(waysToFlip))
	})

	It("differ in the lowest bits of digits only", func() {
		line := text([]uint32{member(1_234_567, 0b101)})
		flips := make([]byte, len(line))
		mask(0b110).fill(flips)
		for i := range line {
			line[i] ^= flips[i]
		}
		Expect(line).To(Equal(text([]uint32{member(1_234_567, 0b011)})))
	})

	It("are in random order, all of them", func() {
		all := Prepare(Unique, 1, 1, 1).rounds
		Expect(all).NotTo(Equal(Prepare(Unique, 1, 1, 2).rounds))
		slices.Sort(all)
		Expect(slices.Compact(all)).To(HaveLen(waysToFlip))
	})
})

var _ = Describe("A random load", func() {
	It("repeats a number now and then", func() {
		const lines = 400_000 // of n random numbers of N, about n²/2N repeat
		repeated := lines - Prepare(Random, lines, 1, 1).different()
		Expect(repeated).To(BeNumerically("~", lines*lines/2/grammar.Numbers, 40))
	})
})

var _ = Describe("A load of duplicates", func() {
	It("has every number a hundred times", func() {
		Expect(Prepare(Duplicates, 100_000, 5, 1).different()).To(Equal(1000))
	})

	It("has one number at least", func() {
		Expect(Prepare(Duplicates, 7, 5, 1).different()).To(Equal(1))
	})
})

var _ = Describe("A trickle", func() {
	It("has lone lines besides, whose numbers are all different", func() {
		l := Prepare(Trickle, 1000, 2, 1)
		Expect(l.Lone).To(Equal(100))
		Expect(l.different()).To(Equal(1100))
	})

	It("has fewer of them if there are no more numbers", func() {
		Expect(Prepare(Trickle, grammar.Numbers, 2, 1).Lone).To(BeZero())
	})
})

var _ = Describe("A client", func() {
	It("writes twenty lines of a small load at once", func() {
		writes := Prepare(Small, 50, 1, 1).writes(0)
		Expect(writes).To(HaveLen(3))
		Expect(writes[0]).To(HaveLen(20 * grammar.Length))
		Expect(writes[2]).To(HaveLen(10 * grammar.Length))
	})

	It("writes one line of a trickle at once", func() {
		Expect(Prepare(Trickle, 50, 1, 1).writes(0)).To(HaveLen(50))
	})
})
