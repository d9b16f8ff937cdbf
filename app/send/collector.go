package send

import (
	"context"
	"fmt"
)

// A collector takes the pieces in order, whoever checked them, and passes on
// what is to be sent, up to the first flaw.
type collector struct {
	ordered <-chan *piece
	ready   chan<- *piece

	source  *source // that the last piece came from
	line    int     // lines of source so far
	skipped int     // lines left out, of all sources
}

// run ends when all pieces have come, at the first flaw, which is its error, or
// with ctx. It closes ready.
func (c *collector) run(ctx context.Context) error {
	defer close(c.ready)
	for {
		select {
		case <-ctx.Done():
			return nil
		case p, more := <-c.ordered:
			if !more {
				return nil
			}
			<-p.checked
			if err := c.take(ctx, p); err != nil {
				return err
			}
		}
	}
}

// take passes p on, and returns its flaw.
func (c *collector) take(ctx context.Context, p *piece) error {
	if p.source != c.source {
		c.source, c.line = p.source, 0
	}
	c.line += p.above
	err := c.place(p.flaw)
	c.line += p.read
	c.skipped += p.skipped
	hand(ctx, c.ready, p)
	return err
}

// place says where a flaw is.
func (c *collector) place(f *flaw) error {
	switch {
	case f == nil:
		return nil
	case f.line > 0:
		return fmt.Errorf("%s: %w", c.source.at(c.line+f.line), f.reason)
	}
	return fmt.Errorf("cannot read %s: %w", c.source.after(c.line), cause(f.reason))
}
