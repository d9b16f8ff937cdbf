package send

import (
	"bytes"
	"io"
	"sync"

	"numberserver/app/grammar"
	"numberserver/app/send/table"
)

const (
	// chunkSize is how many bytes of lines move between goroutines at once: enough
	// to make each hand-over cheap, few enough to stay in the cache.
	chunkSize = 256 << 10
	// rowsPerChunk is the limit for rows of a table, which take longer to check.
	rowsPerChunk = 1_000
	// shortened is how much is kept of a line that fills a chunk: enough to show it
	// in a message.
	shortened = 128
)

// A chunk is a run of whole lines of one source. One goroutine at a time owns it,
// so nothing in it is locked.
type chunk struct {
	source *source
	table  *table.Table // whose rows they are; nil for lines of numbers
	header int          // lines of the source that are just before text and in no chunk

	buf  []byte // chunkSize bytes and a newline
	text []byte // the lines as they are in the source, at the start of buf

	// Set by the check of text.
	valid   []byte // the lines to send: all of text, or cleaned
	cleaned []byte // buffer for the valid lines where they are not all of text
	lines   int    // number of lines in text
	skipped int    // number of invalid lines among them
	err     error  // what ends the source here: a *lineError, or a failure to read it
	checked chan struct{}
}

// A lineError is what is wrong with a line of a chunk. Lines count from 1.
type lineError struct {
	line int
	err  error
}

func (e *lineError) Error() string { return e.err.Error() }

// chunks holds free chunks, so that memory does not grow with the size of a source.
var chunks = sync.Pool{New: func() any {
	return &chunk{buf: make([]byte, chunkSize+len(grammar.Newline)), checked: make(chan struct{}, 1)}
}}

func newChunk(source *source) *chunk {
	c := chunks.Get().(*chunk)
	*c = chunk{source: source, buf: c.buf, text: c.buf[:0], cleaned: c.cleaned[:0], checked: c.checked}
	return c
}

// free returns c to the pool. The caller must not use it afterwards.
func (c *chunk) free() { chunks.Put(c) }

// full reports whether fill can add nothing.
func (c *chunk) full() bool { return len(c.text) >= chunkSize }

// fill adds to text what one read of r returns, and reports whether there may be
// more. The last line of a source gets a newline if it has none.
func (c *chunk) fill(r io.Reader) (more bool, err error) {
	n, err := r.Read(c.buf[len(c.text):chunkSize])
	c.text = c.buf[:len(c.text)+n]
	if err != io.EOF {
		return true, err
	}
	if len(c.text) > 0 && !bytes.HasSuffix(c.text, []byte("\n")) {
		c.text = append(c.text, grammar.Newline...)
	}
	return false, nil
}

// shorten makes one line of the first bytes of text and returns its length.
func (c *chunk) shorten() int {
	c.text = append(c.text[:shortened], grammar.Newline...)
	return len(c.text)
}

// split cuts text at end and returns a chunk that begins with the rest.
func (c *chunk) split(end int) *chunk {
	rest := newChunk(c.source)
	rest.text = append(rest.text, c.text[end:]...)
	rest.table = c.table
	c.text = c.text[:end]
	return rest
}

// reject skips an invalid line, or ends the source there.
func (c *chunk) reject(skip bool, line int, err error) {
	if skip {
		c.skipped++
		return
	}
	c.err = &lineError{line, err}
}
