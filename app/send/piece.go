package send

import (
	"sync"

	"numberserver/app/grammar"
	"numberserver/app/send/table"
)

const (
	// pieceSize is how many bytes of lines go from stage to stage at once: enough
	// to make every hand-over cheap, little enough to stay in the cache.
	pieceSize = 256 << 10
	// rowsPerPiece is how many rows of a table go at once: they take the longer to check.
	rowsPerPiece = 1_000
	// longestLine is how much is kept of a line that is far too long to be a
	// number: enough to say which it is.
	longestLine = 64
)

// A piece is some whole lines of one source on their way to the server. Every
// stage owns it while it holds it and passes it on, so nothing in it is shared.
type piece struct {
	source *source
	room   []byte       // pieceSize bytes and a newline
	text   []byte       // lines as the source has them, at the start of room
	table  *table.Table // whose rows they are, nil for lines of numbers
	above  int          // lines of the source before text that no piece has: the header

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

func (f *flaw) Error() string { return f.reason.Error() }

// pieces keeps used pieces, so that memory stays flat whatever the size of a source.
var pieces = sync.Pool{New: func() any {
	return &piece{room: make([]byte, pieceSize+len(grammar.Newline)), checked: make(chan struct{}, 1)}
}}

func newPiece(source *source) *piece {
	p := pieces.Get().(*piece)
	p.source, p.text, p.table, p.above = source, p.room[:0], nil, 0
	p.lines, p.read, p.skipped, p.flaw = nil, 0, 0, nil
	return p
}

// free gives the piece back. The caller must not touch it afterwards.
func (p *piece) free() { pieces.Put(p) }
