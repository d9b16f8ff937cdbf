package send

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"

	"numberserver/app/send/table"
)

// chunkSize is how many bytes of lines move between goroutines at once: enough to
// make each hand-over cheap, few enough to stay in the cache. No line may be longer.
const chunkSize = 256 << 10

var errLong = errors.New("a line is longer than 256 KiB; in a table, is a closing quote missing?")

// A chunk is a run of whole lines of one source. One goroutine at a time owns it,
// so nothing in it is locked.
type chunk struct {
	source *source
	table  *table.Table // whose rows they are; nil for lines of numbers
	line   int          // lines of the source before text
	buf    []byte       // chunkSize bytes and a newline
	text   []byte       // the lines as they are in the source, at the start of buf

	// Set by the check of text.
	valid   []byte // the lines to send: all of text, or cleaned
	cleaned []byte // buffer for the valid lines where they are not all of text
	result  Result // without the numbers
	err     error  // what ends the source here
}

// chunks holds free chunks, so that memory does not grow with the size of a source.
var chunks = sync.Pool{New: func() any { return &chunk{buf: make([]byte, chunkSize+1)} }}

// newChunk returns a chunk with the lines of the same source behind those before.
func newChunk(source *source, table *table.Table, line int) *chunk {
	c := chunks.Get().(*chunk)
	*c = chunk{source: source, table: table, line: line, buf: c.buf, text: c.buf[:0], cleaned: c.cleaned[:0]}
	return c
}

// free returns c to the pool. The caller must not use it afterwards.
func (c *chunk) free() {
	if c.buf != nil { // one with only an error has none
		chunks.Put(c)
	}
}

// splitAll passes on the chunks of all sources, until pass returns false. If a source
// cannot be read, the last chunk has the error.
func (s Settings) splitAll(ctx context.Context, pass func(*chunk) bool) {
	progress := s.Progress(s.Sources.Size())
	for _, source := range s.Sources {
		in, err := s.open(ctx, source, progress)
		if err != nil {
			pass(&chunk{source: source, err: source.unreadable(0, err)})
			return
		}
		goOn := split(source, in, pass)
		_ = in.Close()
		if !goOn {
			return
		}
	}
}

// split passes on the lines of a source as they come, and reports whether to go on
// with the next source.
func split(source *source, in *input, pass func(*chunk) bool) bool {
	for c := newChunk(source, in.table, in.line); ; {
		err := c.fill(in)
		if end := c.whole(err == io.EOF); end > 0 {
			rest := newChunk(source, in.table, c.line+bytes.Count(c.text[:end], newline))
			rest.text = append(rest.text, c.text[end:]...)
			c.text = c.text[:end]
			if !pass(c) {
				rest.free()
				return false
			}
			c = rest
		}
		switch {
		case err == io.EOF:
			c.free()
			return true
		case err == nil && len(c.text) >= chunkSize:
			err = errLong
			fallthrough
		case err != nil:
			pass(&chunk{source: source, err: source.unreadable(c.line, err)})
			c.free()
			return false
		}
	}
}

// fill adds to text what one read of r returns. At the end of a source the last line
// gets a newline if it has none, and the error is io.EOF.
func (c *chunk) fill(r io.Reader) error {
	n, err := r.Read(c.buf[len(c.text):chunkSize])
	c.text = c.buf[:len(c.text)+n]
	if err == io.EOF && len(c.text) > 0 && !bytes.HasSuffix(c.text, newline) {
		c.text = append(c.text, newline...)
	}
	return err
}

// whole returns the length of the whole lines, or rows, at the start of text. At the
// end of a source all of text is whole: if a quote is open, the check says so.
func (c *chunk) whole(atEnd bool) int {
	switch {
	case atEnd:
		return len(c.text)
	case c.table != nil:
		return table.Whole(c.text)
	}
	return bytes.LastIndexByte(c.text, '\n') + 1
}
