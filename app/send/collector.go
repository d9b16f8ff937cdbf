package send

import (
	"context"
	"errors"
	"fmt"
)

// A collector takes the chunks in order and passes them on up to the first error.
type collector struct {
	ordered <-chan *chunk
	ready   chan<- *chunk

	source  *source // of the last chunk
	line    int     // lines of source so far
	skipped int     // invalid lines of all sources
}

// run ends when there are no more chunks, at the first chunk with an error, which
// it returns, or with ctx. It closes ready.
func (c *collector) run(ctx context.Context) error {
	defer close(c.ready)
	for {
		select {
		case <-ctx.Done():
			return nil
		case next, more := <-c.ordered:
			if !more {
				return nil
			}
			select {
			case <-ctx.Done(): // an expression may take long
				return nil
			case <-next.checked:
			}
			if err := c.take(ctx, next); err != nil {
				return err
			}
		}
	}
}

// take passes on a chunk, and returns its error.
func (c *collector) take(ctx context.Context, next *chunk) error {
	if next.source != c.source {
		c.source, c.line = next.source, 0
	}
	c.line += next.header
	err := c.place(next.err)
	c.line += next.lines
	c.skipped += next.skipped
	hand(ctx, c.ready, next)
	return err
}

// place adds to the error of a chunk where it is.
func (c *collector) place(err error) error {
	if err == nil {
		return nil
	}
	var invalid *lineError
	if errors.As(err, &invalid) {
		return fmt.Errorf("%s: %w", c.source.at(c.line+invalid.line), invalid.err)
	}
	return fmt.Errorf("cannot read %s: %w", c.source.after(c.line), cause(err))
}
