package send

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"

	"numberserver/app/send/table"
)

// A cutter reads sources and cuts them into pieces. Every piece goes to whoever
// is free to check it, and in order to the collector.
type cutter struct {
	query     *table.Query // nil for sources of plain lines
	unchecked chan<- *piece
	ordered   chan<- *piece
	progress  *progress
}

// run cuts the sources, one after the other, and closes both channels. It ends
// early with ctx, or at a source that cannot be read, which it says in order.
func (c *cutter) run(ctx context.Context, sources []*source) {
	defer close(c.ordered)
	defer close(c.unchecked)
	for _, s := range sources {
		if err := c.cutSource(ctx, s); err != nil {
			c.fail(ctx, s, err)
			return
		}
	}
}

func (c *cutter) cutSource(ctx context.Context, s *source) error {
	r, err := s.open()
	if err != nil {
		return err
	}
	defer r.Close()
	// What waits for a FIFO need not wait once nobody wants its numbers.
	defer context.AfterFunc(ctx, func() { r.Close() })()
	text, err := unpack(countingReader{r, c.progress})
	if err != nil {
		return err
	}
	return c.cut(ctx, s, text)
}

// cut passes on the lines of s as they come. A last line without a newline gets one.
func (c *cutter) cut(ctx context.Context, s *source, r *bufio.Reader) error {
	p, err := c.begin(s, r)
	for {
		shortened := p.shorten()
		if err == io.EOF {
			p.complete()
		}
		for end := p.wholeLines(err == io.EOF); end > 0; end = p.wholeLines(err == io.EOF) {
			next := p.split(end)
			if !c.pass(ctx, p) {
				return nil
			}
			p = next
		}
		if shortened && err == nil {
			err = skipLine(r)
		}
		if err == io.EOF {
			p.free()
			return nil
		}
		if err != nil {
			return err
		}
		err = p.fill(r)
	}
}

// begin returns the first piece of a source, without the header if there is one,
// and how the last read ended.
func (c *cutter) begin(s *source, r io.Reader) (*piece, error) {
	p := newPiece(s)
	err := p.fill(r)
	if c.query == nil || s.single {
		return p, err
	}
	for err == nil && table.Cut(p.text, 1) == 0 {
		if len(p.text) == pieceSize {
			err = errLongRow
			break
		}
		err = p.fill(r)
	}
	if err == io.EOF {
		p.complete()
	}
	if err == nil || err == io.EOF {
		err = cmp.Or(p.takeHeader(c.query), err)
	}
	if p.table == nil {
		p.text = p.text[:0] // nobody knows what is in the rows
	}
	return p, err
}

// pass lets a piece be checked before the collector hears of it, which so never
// waits for one that nobody checks.
func (c *cutter) pass(ctx context.Context, p *piece) bool {
	return hand(ctx, c.unchecked, p) && hand(ctx, c.ordered, p)
}

// fail says in order that s cannot be read on.
func (c *cutter) fail(ctx context.Context, s *source, err error) {
	p := newPiece(s)
	if !errors.As(err, &p.flaw) {
		p.flaw = &flaw{reason: err}
	}
	p.checked <- struct{}{}
	hand(ctx, c.ordered, p)
}

// hand passes a piece on, unless ctx is done first.
func hand(ctx context.Context, to chan<- *piece, p *piece) bool {
	select {
	case to <- p:
		return true
	case <-ctx.Done():
		return false
	}
}
