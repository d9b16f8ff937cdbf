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

// repeats is how often every number comes in a load of duplicates.
const repeats = 100

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

	base   []byte // the lines of one round
	rounds []mask // which digits each round changes
}

// Prepare makes a load. The same seed makes the same load.
func Prepare(kind Kind, lines, clients int, seed uint64) *Load {
	rng := rand.New(rand.NewPCG(seed, 0))
	l := &Load{Kind: kind, Lines: lines, Clients: clients, rounds: []mask{0}}
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

// Bytes is the size of the whole load.
func (l *Load) Bytes() int { return l.Lines * grammar.Length }

// Numbers returns the set of the numbers that all clients send. The clients are
// divided among the processors.
func (l *Load) Numbers(ctx context.Context) (*Set, error) {
	type part struct {
		numbers *Set
		err     error
	}
	workers := min(l.Clients, runtime.GOMAXPROCS(0))
	parts := make(chan part, workers)
	for first := range workers {
		go func() {
			numbers, err := l.numbersOf(ctx, first, workers)
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

// numbersOf returns the numbers of client first and every step-th client after it.
func (l *Load) numbersOf(ctx context.Context, first, step int) (*Set, error) {
	numbers := NewSet()
	for client := first; client < l.Clients; client += step {
		stream := l.Stream(client)
		for lines := stream.Next(); len(lines) > 0; lines = stream.Next() {
			if err := errors.Join(context.Cause(ctx), numbers.AddLines(lines)); err != nil {
				return numbers, err
			}
		}
	}
	return numbers, nil
}
