package send

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"numberserver/app/grammar"
	"numberserver/app/send/table"
)

var errLongRow = errors.New("a row is longer than 256 KiB, or has no end; is a closing quote missing?")

// fill adds to the text of the piece what one read of r brings.
func (p *piece) fill(r io.Reader) error {
	if len(p.text) == pieceSize {
		return errLongRow // longer lines are shortened, rows cannot be
	}
	n, err := r.Read(p.room[len(p.text):pieceSize])
	p.text = p.room[:len(p.text)+n]
	return err
}

// shorten makes a line of the start of one that fills the piece alone, and
// reports whether it did. It is no number, and the user need not wait for its end
// to hear of it.
func (p *piece) shorten() bool {
	if p.table != nil || len(p.text) < pieceSize || p.wholeLines(false) > 0 {
		return false
	}
	p.text = append(p.text[:longestLine], grammar.Newline...)
	return true
}

// skipLine reads to the end of a line that was shortened.
func skipLine(r *bufio.Reader) error {
	err := bufio.ErrBufferFull
	for err == bufio.ErrBufferFull {
		_, err = r.ReadSlice('\n')
	}
	return err
}

// complete ends the last line of a source.
func (p *piece) complete() {
	if len(p.text) > 0 && !bytes.HasSuffix(p.text, []byte("\n")) {
		p.text = append(p.text, grammar.Newline...)
	}
}

// wholeLines returns how many bytes of text are whole lines, or as many whole
// rows as go at once. At the end of a source a row without an end is whole, too:
// the check will say what it lacks.
func (p *piece) wholeLines(atEnd bool) int {
	if p.table == nil {
		return bytes.LastIndexByte(p.text, '\n') + 1
	}
	end := table.Cut(p.text, rowsPerPiece)
	if end == 0 && atEnd {
		return len(p.text)
	}
	return end
}

// takeHeader takes the first row for the header of the table. What has no end by
// now, at the end of the source, is a row for want of a better.
func (p *piece) takeHeader(query *table.Query) error {
	end := table.Cut(p.text, 1)
	if end == 0 {
		end = len(p.text)
	}
	opened, err := query.Open(p.text[:end])
	if err != nil {
		return &flaw{1, err}
	}
	p.table, p.above = opened, bytes.Count(p.text[:end], []byte("\n"))
	p.text = append(p.text[:0], p.text[end:]...)
	return nil
}

// split returns a new piece that begins with what follows the first end bytes.
func (p *piece) split(end int) *piece {
	next := newPiece(p.source)
	next.text = append(next.text, p.text[end:]...)
	next.table = p.table
	p.text = p.text[:end]
	return next
}
