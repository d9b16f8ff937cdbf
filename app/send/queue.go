package send

import (
	"context"
	"io"
	"runtime"

	"numberserver/app/grammar"
)

// A queue returns the chunks of all sources in order, up to the first error.
type queue struct {
	chunks <-chan chan *chunk // each receives its chunk when that is checked

	result  Result
	invalid error // why the sources were not read to the end
}

// read starts to read, split and check the sources. It goes on until they or ctx end.
func (s Settings) read(ctx context.Context) *queue {
	rule := rule{pad: s.Pad, skip: s.SkipInvalid}
	// The capacity limits how many chunks are in memory, and checked at once.
	chunks := make(chan chan *chunk, runtime.GOMAXPROCS(0))
	pass := func(c *chunk) bool {
		checked := make(chan *chunk, 1)
		select {
		case <-ctx.Done():
			c.free()
			return false
		case chunks <- checked:
		}
		go func() { // ends with the check, or after the current row when ctx is done
			rule.check(ctx, c)
			checked <- c
		}()
		return true
	}
	go func() {
		defer close(chunks)
		s.splitAll(ctx, pass)
	}()
	return &queue{chunks: chunks}
}

// writeTo writes the valid lines of all chunks. It returns an error if a write fails
// or ctx is done.
func (q *queue) writeTo(ctx context.Context, write func(lines []byte) (int, error)) error {
	for {
		c, err := q.next(ctx)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		n, err := write(c.valid)
		q.result.Numbers += int64(n / grammar.Length)
		if err != nil {
			return err
		}
		c.free()
	}
}

// next returns the next chunk, or io.EOF after the last one or one with an error.
func (q *queue) next(ctx context.Context) (*chunk, error) {
	if q.invalid != nil {
		return nil, io.EOF
	}
	checked, err := receive(ctx, q.chunks)
	if err != nil {
		return nil, err
	}
	c, err := receive(ctx, checked) // which takes long if an expression does
	if err == nil {
		q.result.add(c.result)
		q.invalid = c.err
	}
	return c, err
}

// receive returns the next value of a channel, or io.EOF if it is closed. It returns
// an error if ctx is done, also if the channel was closed for that reason.
func receive[T any](ctx context.Context, from <-chan T) (value T, err error) {
	more := true
	select {
	case <-ctx.Done():
	case value, more = <-from:
	}
	if ctx.Err() != nil {
		return value, context.Cause(ctx)
	}
	if !more {
		return value, io.EOF
	}
	return value, nil
}
