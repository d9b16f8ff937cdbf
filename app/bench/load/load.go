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

// Flipping the lowest bit of an ASCII digit gives another digit: '4' becomes '5'
// and '5' becomes '4'. The 2^9 ways to flip some of the nine digits of a number divide
// the numbers into 5^9 families of 512. A round has one number of each family; each way
// of flipping, applied to all lines of a round, gives another round, and the 512 rounds
// together have every number once. So 20 MB of prepared lines make the whole number
// space, at the cost of an XOR. Families and rounds are in random order, and a round is
// long enough to touch all of a server's memory before the next one returns to it.
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

	Sent    *Set  // the numbers of all lines
	LogSize int64 // size of a log with the numbers of all but the lone lines

	base  []byte // the lines of one round
	flips []int  // a bit for each digit that a round flips, for each round
}

// Prepare makes a load. The same seed makes the same load. It returns early with an
// error when ctx is done.
func Prepare(ctx context.Context, kind Kind, lines, clients int, seed uint64) (*Load, error) {
	rng := rand.New(rand.NewPCG(seed, 0))
	l := &Load{Kind: kind, Lines: lines, Clients: clients, flips: rng.Perm(waysToFlip)}
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
			l.base = fmt.Appendf(l.base, "%0*d%s", grammar.Digits, rng.IntN(grammar.Numbers), grammar.Newline)
		} else {
			l.base = appendMember(l.base, family, rng.IntN(waysToFlip))
		}
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

// appendMember appends the line of one of the numbers of a family. The digits of the
// family in base five are the upper bits of the number's digits, the bits of member are
// the lowest bits.
func appendMember(lines []byte, family, member int) []byte {
	for range grammar.Digits {
		lines = append(lines, '0'+byte(family%5*2+member&1))
		family, member = family/5, member>>1
	}
	return append(lines, grammar.Newline...)
}

// collect reads everything that is sent and keeps the numbers.
func (l *Load) collect(ctx context.Context) error {
	l.Sent = newSet()
	for client := range l.Clients {
		for chunk := range l.Chunks(client) {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			l.LogSize += l.Sent.addLines(chunk)
		}
	}
	l.Sent.addLines(l.LoneLines())
	return nil
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
				flips = chunkOfFlips(l.flips[round%len(l.flips)])
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

// chunkOfFlips returns what to XOR a chunk of lines with to flip the lowest bit of
// some digits of each.
func chunkOfFlips(digits int) []byte {
	line := make([]byte, grammar.Length)
	for place := range grammar.Digits {
		line[place] = byte(digits >> place & 1)
	}
	return bytes.Repeat(line, chunkLines)
}
