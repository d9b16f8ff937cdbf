package send

import (
	"bytes"
	"sync"

	"numberserver/app/grammar"
)

const (
	// pieceSize is how many bytes of lines go from stage to stage at once: enough
	// to make every hand-over cheap, little enough to stay in the cache.
	pieceSize = 256 << 10
	// longestLine is how much is kept of a line that is far too long to be a
	// number: enough to say which it is.
	longestLine = 64
)

// A piece is some whole lines of one source on their way to the server. Every
// stage owns it while it holds it and passes it on, so nothing in it is shared.
type piece struct {
	source *source
	room   []byte // pieceSize bytes and a newline
	text   []byte // lines as the source has them, at the start of room

	// What the check makes of text.
	lines   []byte // what is sent: text itself, or what is left of it
	mended  []byte // room for lines where they are not all of text
	read    int    // lines in text
	skipped int    // of which so many are left out
	flaw    *flaw  // what ends the source before the end of text, unless nil
	checked chan struct{}
}

// A flaw is what is wrong with a line of a piece, counted from 1; at line 0 it is
// the source as such that cannot be read on.
type flaw struct {
	line   int
	reason error
}

// pieces keeps used pieces, so that memory stays flat whatever the size of a source.
var pieces = sync.Pool{New: func() any {
	return &piece{room: make([]byte, pieceSize+len(grammar.Newline)), checked: make(chan struct{}, 1)}
}}

func newPiece(source *source) *piece {
	p := pieces.Get().(*piece)
	p.source, p.text, p.lines = source, p.room[:0], nil
	p.read, p.skipped, p.flaw = 0, 0, nil
	return p
}

// free gives the piece back. The caller must not touch it afterwards.
func (p *piece) free() { pieces.Put(p) }

// check finds the lines of the piece that can be sent. Where all of them can,
// which is what a file of numbers is made of, they are not even copied.
func (p *piece) check(r rule) {
	valid := validLines(p.text)
	p.read = valid / grammar.Length
	p.lines = p.text[:valid]
	if valid == len(p.text) {
		return
	}
	p.mended = append(p.mended[:0], p.lines...)
	for rest := p.text[valid:]; len(rest) > 0 && p.flaw == nil; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		p.add(r, bytes.TrimSuffix(line, []byte("\r")))
	}
	p.lines = p.mended
}

// add takes the next value of the piece, by the rule.
func (p *piece) add(r rule, value []byte) {
	var err error
	p.read++
	p.mended, err = r.appendLine(p.mended, value)
	if err == nil {
		return
	}
	if r.skip {
		p.skipped++
		return
	}
	p.flaw = &flaw{p.read, err}
}
