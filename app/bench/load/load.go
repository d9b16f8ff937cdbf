// Package load is the lines that a benchmark sends. They are prepared before the
// clock starts, so that it is not their making that is measured.
package load

import (
	"math/rand/v2"

	"numberserver/app/grammar"
)

// A Kind says which numbers are sent, and how.
type Kind string

// The kinds of load.
const (
	Unique     Kind = "unique"     // every number once, in no order
	Random     Kind = "random"     // numbers drawn by chance, which repeat by chance
	Duplicates Kind = "duplicates" // a hundred times the same few numbers
	Small      Kind = "small"      // unique, in many small writes
	Trickle    Kind = "trickle"    // unique, a write for every line
)

// Kinds are all kinds of load.
var Kinds = []Kind{Unique, Random, Duplicates, Small, Trickle}

// repeats is how often every number comes in a load of duplicates.
const repeats = 100

// linesPerWrite is how many lines one write sends. A large one is what fits into
// the second-level cache: more has to be fetched from memory twice.
func (k Kind) linesPerWrite() int {
	switch k {
	case Small:
		return 20
	case Trickle:
		return 1
	default:
		return chunkLines
	}
}

// DefaultLines is how many lines make a run of about a second.
func (k Kind) DefaultLines() int {
	switch k {
	case Small:
		return 10_000_000
	case Trickle:
		return 1_000_000
	default:
		return 100_000_000
	}
}

// A Load is what a number of clients send together.
type Load struct {
	Kind    Kind
	Lines   int // at most grammar.Numbers
	Clients int

	base   []byte // lines that are sent again and again, each time with other digits
	rounds []mask // what changes the digits in each round
}

// Prepare makes a load. The same seed makes the same load.
func Prepare(kind Kind, lines, clients int, seed uint64) *Load {
	chance := rand.New(rand.NewPCG(seed, 0))
	l := &Load{Kind: kind, Lines: lines, Clients: clients}
	switch kind {
	case Duplicates:
		l.base = text(representatives(chance, min((lines+repeats-1)/repeats, period)))
		l.rounds = []mask{0}
	case Random:
		l.base = text(drawn(chance, min(lines, period)))
		l.rounds = masks(chance)
	default:
		l.base = text(representatives(chance, min(lines, period)))
		l.rounds = masks(chance)
	}
	return l
}

// Bytes is how many bytes the whole load has.
func (l *Load) Bytes() int { return l.Lines * grammar.Length }

// baseLines is how many lines a round has.
func (l *Load) baseLines() int { return len(l.base) / grammar.Length }
