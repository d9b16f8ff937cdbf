package send

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"

	"numberserver/app/send/table"
)

// chunkSize is how many bytes of lines move between goroutines at once: enough to
// make each hand-over cheap, few enough to stay in the cache. No line may be longer.
const chunkSize = 256 << 10

// A chunk is a run of whole lines, or rows, of one source. One goroutine at a time owns
// it, so nothing in it is locked.
type chunk struct {
	source *source
	table  *table.Table // nil if the text is lines of numbers
	line   int          // lines of the source before text
	buf    []byte       // of chunkSize
	text   []byte       // the lines as they are in the source, in buf

	checked chan struct{} // closed after the check, which sets the fields below
	valid   []byte        // the lines to send: all of text, or cleaned
	cleaned []byte        // buffer for the valid lines where they are not all of text
	result  Result        // of the check of text
}

// chunks holds free chunks, so that memory does not grow with the size of a source.
var chunks = sync.Pool{New: func() any { return &chunk{buf: make([]byte, chunkSize)} }}

// newChunk returns a chunk that starts with text, after a number of lines of its source.
func newChunk(source *source, t *table.Table, line int, text []byte) *chunk {
	c := chunks.Get().(*chunk)
	*c = chunk{source: source, table: t, line: line, buf: c.buf, text: append(c.buf[:0], text...),
		checked: make(chan struct{}), cleaned: c.cleaned[:0]}
	return c
}

// read returns the chunks of all sources in order, while they are checked in parallel.
// If a source cannot be read, the last chunk says why. The reading goes on until the
// sources or ctx end.
func (s Settings) read(ctx context.Context) <-chan *chunk {
	// The capacity limits how many chunks are in memory, and checked at once.
	ordered := make(chan *chunk, runtime.GOMAXPROCS(0))
	pass := func(c *chunk) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case ordered <- c:
		}
		go func() { // ends with the check, or after the current row when ctx is done
			s.check(ctx, c)
			close(c.checked)
		}()
		return nil
	}
	go func() {
		defer close(ordered)
		progress := s.Progress(s.Sources.size())
		for _, source := range s.Sources {
			if err := s.split(ctx, source, progress, pass); err != nil {
				_ = pass(&chunk{checked: make(chan struct{}), result: Result{invalid: err}})
				return
			}
		}
	}()
	return ordered
}

// split passes on the lines of a source as they come, and what it reads to progress.
func (s Settings) split(ctx context.Context, source *source, progress io.Writer, pass func(*chunk) error) error {
	file, err := source.open()
	if err != nil {
		return source.unreadable(err)
	}
	defer file.Close()
	defer context.AfterFunc(ctx, func() { file.Close() })() // ends a read of a FIFO
	text, err := unpack(io.TeeReader(file, progress))
	if err != nil {
		return source.unreadable(err)
	}
	c := newChunk(source, nil, source.line, nil)
	if s.CSV && !source.typed {
		c.table = new(s.Table)
	}
	for {
		n, err := text.Read(c.buf[len(c.text):chunkSize])
		c.text = c.buf[:len(c.text)+n]
		rest, stop := c.cut(err == io.EOF)
		if rest != nil {
			stop = pass(c)
			c = rest
		}
		switch {
		case stop != nil:
			return stop
		case err == io.EOF:
			return nil
		case err != nil:
			return source.unreadable(err)
		}
	}
}

// cut ends c with its last whole line, or row, and returns a chunk that starts with the
// rest of its text; nil if it has no whole line.
func (c *chunk) cut(isLast bool) (rest *chunk, err error) {
	end := len(c.text) // also if a quote is open
	if !isLast {
		end = c.table.Whole(c.text)
	}
	header, err := c.table.ReadHeader(c.text[:end])
	if err == table.ErrEmpty && !isLast {
		end, err = 0, nil // the header is still to come
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", c.source.name, err)
	case end == 0 && len(c.text) == chunkSize:
		return nil, fmt.Errorf("%s:%d: a line is longer than 256 KiB; in a table, a closing quote may be missing", c.source.name, c.line+1)
	case end == 0:
		return nil, nil
	}
	rest = newChunk(c.source, c.table, c.line+bytes.Count(c.text[:end], newline), c.text[end:])
	c.line += bytes.Count(c.text[:header], newline)
	c.text = c.text[header:end]
	return rest, nil
}
