package send

import (
	"bytes"
	"context"
	"io"

	"numberserver/app/grammar"
)

// A cutter reads sources and cuts them into pieces. Every piece goes to whoever
// is free to check it, and in order to the collector.
type cutter struct {
	unchecked chan<- *piece
	ordered   chan<- *piece
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
	text, err := unpack(r)
	if err != nil {
		return err
	}
	return c.cut(ctx, s, text)
}

// cut passes on the lines of s as they come. A last line without a newline gets one.
func (c *cutter) cut(ctx context.Context, s *source, r io.Reader) error {
	p := newPiece(s)
	for {
		err := p.fill(r)
		if err == io.EOF {
			p.complete()
		}
		for end := p.wholeLines(); end > 0; end = p.wholeLines() {
			next := p.split(end)
			if !c.pass(ctx, p) {
				return nil
			}
			p = next
		}
		if err == io.EOF {
			p.free()
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (c *cutter) pass(ctx context.Context, p *piece) bool {
	return hand(ctx, c.ordered, p) && hand(ctx, c.unchecked, p)
}

// fail says in order that s cannot be read on.
func (c *cutter) fail(ctx context.Context, s *source, err error) {
	p := newPiece(s)
	p.flaw = &flaw{reason: err}
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

// fill adds to the text of the piece what one read of r brings. There is always
// room: of a line that fills the piece alone only the start is kept.
func (p *piece) fill(r io.Reader) error {
	if len(p.text) == pieceSize {
		p.text = p.text[:longestLine]
	}
	n, err := r.Read(p.room[len(p.text):pieceSize])
	p.text = p.room[:len(p.text)+n]
	return err
}

// complete ends the last line of a source.
func (p *piece) complete() {
	if len(p.text) > 0 && !bytes.HasSuffix(p.text, []byte("\n")) {
		p.text = append(p.text, grammar.Newline...)
	}
}

// wholeLines returns how many bytes of text are whole lines.
func (p *piece) wholeLines() int { return bytes.LastIndexByte(p.text, '\n') + 1 }

// split returns a new piece that begins with what follows the first end bytes.
func (p *piece) split(end int) *piece {
	next := newPiece(p.source)
	next.text = append(next.text, p.text[end:]...)
	p.text = p.text[:end]
	return next
}
