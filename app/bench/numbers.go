package bench

import (
	"context"
	"errors"
	"runtime"

	"numberserver/app/bench/check"
	"numberserver/app/bench/load"
)

// numbersOf returns the numbers that a load has. Every processor has a part of
// the clients to go through.
func numbersOf(ctx context.Context, l *load.Load) (*check.Set, error) {
	type part struct {
		numbers *check.Set
		err     error
	}
	count := min(l.Clients, runtime.GOMAXPROCS(0))
	parts := make(chan part, count)
	for first := range count {
		go func() {
			numbers, err := numbersOfEach(ctx, l, first, count)
			parts <- part{numbers, err}
		}()
	}
	all, err := check.NewSet(), error(nil)
	for range count {
		p := <-parts
		all.AddSet(p.numbers)
		err = errors.Join(err, p.err)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return all, err
}

// numbersOfEach returns the numbers of the first client and each step-th after it.
func numbersOfEach(ctx context.Context, l *load.Load, first, step int) (*check.Set, error) {
	numbers := check.NewSet()
	for client := first; client < l.Clients; client += step {
		stream := l.Stream(client)
		for lines := stream.Next(); len(lines) > 0 && ctx.Err() == nil; lines = stream.Next() {
			if err := numbers.AddLines(lines); err != nil {
				return numbers, err
			}
		}
	}
	return numbers, nil
}
