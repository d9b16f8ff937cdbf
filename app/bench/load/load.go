// Package load is what a benchmark sends to a server and what the server's log
// must hold afterwards.
//
// The check of the log shares no code with the server, only the constants of the
// protocol, so that a fault of the server cannot hide itself.
package load

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"

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
	Trickle    Kind = "trickle"    // unique, one line a write
)

const (
	// repeats is how often every number comes in a load of duplicates.
	repeats = 100
	// maxLone is how many lone lines a load has at most.
	maxLone = 2000
)

// linesPerWrite is how many lines one write sends.
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

// A Load is what a number of clients send together. Its lines are prepared before
// the clock starts, so that making them is not measured.
type Load struct {
	Kind    Kind
	Lines   int // at most grammar.Numbers
	Clients int
	Lone    int // lines that are sent one at a time afterwards

	base   []byte // the lines of one round
	rounds []mask // which digits each round changes
}

// Prepare makes a load. The same seed makes the same load.
func Prepare(kind Kind, lines, clients int, seed uint64) *Load {
	rng := rand.New(rand.NewPCG(seed, 0))
	l := &Load{Kind: kind, Lines: lines, Clients: clients, rounds: []mask{0}}
	if kind == Trickle {
		l.Lone = min(maxLone, lines/10, grammar.Numbers-lines)
	}
	switch kind {
	case Duplicates:
		l.base = text(representatives(rng, min((lines+repeats-1)/repeats, period)))
	case Random:
		l.base = text(drawn(rng, min(lines, period)))
		l.rounds = masks(rng)
	default:
		l.base = text(representatives(rng, min(lines, period)))
		l.rounds = masks(rng)
	}
	return l
}

// Bytes is the size of what the clients send together.
func (l *Load) Bytes() int { return l.Lines * grammar.Length }

// Numbers returns the set of all numbers that are sent. The streams are divided
// among the processors.
func (l *Load) Numbers(ctx context.Context) (*Set, error) {
	type part struct {
		numbers *Set
		err     error
	}
	streams := []*Stream{l.LoneStream()}
	for client := range l.Clients {
		streams = append(streams, l.Stream(client))
	}
	parts := make(chan part)
	workers := 0
	for some := range slices.Chunk(streams, len(streams)/runtime.GOMAXPROCS(0)+1) {
		workers++
		go func() {
			numbers, err := numbersOf(ctx, some)
			parts <- part{numbers, err}
		}()
	}
	all, err := NewSet(), error(nil)
	for range workers {
		p := <-parts
		all.merge(p.numbers)
		err = errors.Join(err, p.err)
	}
	return all, err
}

// numbersOf returns the numbers of some streams.
func numbersOf(ctx context.Context, streams []*Stream) (*Set, error) {
	numbers := NewSet()
	for _, stream := range streams {
		for lines := stream.Next(); len(lines) > 0; lines = stream.Next() {
			if err := errors.Join(context.Cause(ctx), numbers.AddLines(lines)); err != nil {
				return numbers, err
			}
		}
	}
	return numbers, nil
}
