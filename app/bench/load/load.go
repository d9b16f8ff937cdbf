// Package load is what a benchmark sends to a server and what the server's log
// must hold afterwards.
//
// The check of the log shares no code with the server, only the constants of the
// protocol, so that a fault of the server cannot hide itself.
package load

import (
	"bytes"
	"context"
	"crypto/subtle"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"numberserver/app/grammar"
)

// A Kind says which numbers are sent, and how.
type Kind string

// The kinds of load.
const (
	Unique     Kind = "unique"     // every number once, in random order
	Random     Kind = "random"     // random numbers, some of which repeat
	Duplicates Kind = "duplicates" // every number a hundred times
	Small      Kind = "small"      // unique, twenty lines a write
	Trickle    Kind = "trickle"    // unique, one line a write, and lone lines afterwards
)

const (
	// chunkLines is how many lines are made, and at most sent, at once: few enough
	// to be still in the second-level cache when they are sent.
	chunkLines = 16_384
	// repeats is how often every number comes in a load of duplicates.
	repeats = 100
	// maxLone is how many lone lines a load has at most.
	maxLone = 2000
)

// shapes are how many lines one write sends, and how many make a run of about a second.
var shapes = map[Kind]struct{ linesPerWrite, lines int }{
	Unique:     {chunkLines, 100_000_000},
	Random:     {chunkLines, 100_000_000},
	Duplicates: {chunkLines, 100_000_000},
	Small:      {20, 10_000_000},
	Trickle:    {1, 1_000_000},
}

// DefaultLines is how many lines make a run of about a second.
func (k Kind) DefaultLines() int { return shapes[k].lines }

// Flipping the lowest bit of a digit gives another digit: 4 becomes 5 and 5 becomes 4.
// The 2^9 ways to flip some of the nine digits of a number divide the numbers into 5^9
// families of 512. A round has one number of each family; each way of flipping, applied
// to all numbers of a round, gives another round, and the 512 rounds together have every
// number once. So 20 MB make the whole number space, at the cost of an XOR: of the values
// of the digits, from 0 to 9, with text that has a 1 for each digit to flip, such as
// "010010011\n". Families and rounds are in random order, and a round is long enough to
// touch all of a server's memory before the next one returns to it.
const (
	waysToFlip = 1 << grammar.Digits // 512
	families   = grammar.Numbers / waysToFlip
)

// A Load is what a number of clients send together. Its lines are prepared before
// the clock starts, so that making them is not measured.
type Load struct {
	Kind    Kind
	Lines   int // at most grammar.Numbers
	Clients int
	Lone    int // lines that are sent one at a time afterwards

	Different int   // numbers of all lines
	LogSize   int64 // of a log with the numbers of all but the lone lines

	sent  *bitset.BitSet // the numbers of all lines
	base  []byte         // the values of the digits of the lines of one round, 0 for a newline
	flips []int          // for each round a bit for each digit to flip
}

// Prepare makes a load. The same seed makes the same load. It returns early with an
// error when ctx is done.
func Prepare(ctx context.Context, kind Kind, lines, clients int, seed uint64) (*Load, error) {
	rng := rand.New(rand.NewPCG(seed, 0))
	l := &Load{Kind: kind, Lines: lines, Clients: clients, flips: rng.Perm(waysToFlip)}
	l.sent = bitset.New(grammar.Numbers)
	different := lines
	switch kind {
	case Duplicates:
		l.flips = l.flips[:1]
		different = (lines + repeats - 1) / repeats
	case Trickle:
		l.Lone = min(maxLone, lines/10, grammar.Numbers-lines)
	}
	for _, family := range draw(rng, families, min(different, families)) {
		if kind == Random {
			family = rng.IntN(families)
		}
		l.base = appendMember(l.base, family, rng.IntN(waysToFlip))
	}
	return l, l.collect(ctx)
}

// draw returns count different numbers below n in random order.
func draw(rng *rand.Rand, n, count int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	for i := range count {
		j := i + rng.IntN(n-i)
		numbers[i], numbers[j] = numbers[j], numbers[i]
	}
	return numbers[:count]
}

// appendMember appends the values of the digits of one of the numbers of a family. The
// digits of the family in base five are their upper bits, the bits of member are their
// lowest bits.
func appendMember(values []byte, family, member int) []byte {
	for range grammar.Digits {
		values = append(values, byte(family%5*2+member&1))
		family, member = family/5, member>>1
	}
	return append(values, make([]byte, len(grammar.Newline))...)
}

// collect reads everything that is sent and keeps the numbers.
func (l *Load) collect(ctx context.Context) error {
	for client := range l.Clients {
		for chunk := range l.Chunks(client) {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			l.LogSize += l.add(chunk)
		}
	}
	l.add(l.LoneLines())
	return nil
}

// add keeps the numbers of lines that are sent. It returns how many bytes they add to a
// log, which has each number once.
func (l *Load) add(lines []byte) (size int64) {
	numbers := make([]uint, 0, chunkLines)
	for line := range slices.Chunk(lines, grammar.Length) {
		number, _ := parse(line[:grammar.Digits])
		numbers = append(numbers, number)
	}
	for i, number := range numbers {
		if !l.sent.Test(number) {
			l.sent.Set(number)
			l.Different++
			size += LoggedSize(lines[i*grammar.Length:])
		}
	}
	return size
}

// WriteSize is how many bytes one write sends.
func (l *Load) WriteSize() int { return shapes[l.Kind].linesPerWrite * grammar.Length }

// Chunks yields what a client, counted from 0, sends. All clients send equally many
// lines, and one after the other they send the load. A chunk is valid until the next
// one.
func (l *Load) Chunks(client int) iter.Seq[[]byte] {
	return l.chunks(l.Lines*client/l.Clients, l.Lines*(client+1)/l.Clients)
}

// LoneLines returns the lines that are sent one at a time after the load.
func (l *Load) LoneLines() (lines []byte) {
	for chunk := range l.chunks(l.Lines, l.Lines+l.Lone) {
		lines = append(lines, chunk...)
	}
	return lines
}

// chunks yields the lines from first to before end.
func (l *Load) chunks(first, end int) iter.Seq[[]byte] {
	perRound := len(l.base) / grammar.Length
	return func(yield func([]byte) bool) {
		buffer, flips := make([]byte, chunkLines*grammar.Length), []byte(nil)
		for next := first; next < end; {
			round, offset := next/perRound, next%perRound
			if flips == nil || offset == 0 {
				line := fmt.Appendf(nil, "%0*b%s", grammar.Digits, l.flips[round%len(l.flips)], grammar.Newline)
				flips = bytes.Repeat(line, chunkLines)
			}
			count := min(chunkLines, perRound-offset, end-next)
			n := subtle.XORBytes(buffer, l.base[offset*grammar.Length:][:count*grammar.Length], flips)
			if !yield(buffer[:n]) {
				return
			}
			next += count
		}
	}
}
