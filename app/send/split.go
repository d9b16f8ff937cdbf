package send

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"sync"

	"numberserver/app/send/table"
)

// chunkSize is how many bytes of lines move between goroutines at once: enough to
// make each hand-over cheap, few enough to stay in the cache. No line may be longer.
const chunkSize = 256 << 10

var (
	errLongLine = errors.New("a line is longer than 256 KiB")
	errLongRow  = errors.New("a row is longer than 256 KiB; is a closing quote missing?")
)

// A chunk is a run of whole lines of one source. One goroutine at a time owns it,
// so nothing in it is locked.
type chunk struct {
	in   *input
	line int    // lines of the source before text
	buf  []byte // chunkSize bytes and a newline
	text []byte // the lines as they are in the source, at the start of buf
	cut  bool   // text is the start of a line that is too long

	valid   []byte // the lines to send: all of text, or cleaned
	cleaned []byte // buffer for the valid lines where they are not all of text
	result  Result // of the check of text
}

// chunks holds free chunks, so that memory does not grow with the size of a source.
var chunks = sync.Pool{New: func() any { return &chunk{buf: make([]byte, chunkSize+1)} }}

// newChunk returns a chunk with the lines of the same source behind those before.
func newChunk(in *input, line int) *chunk {
	c := chunks.Get().(*chunk)
	*c = chunk{in: in, line: line, buf: c.buf, text: c.buf[:0], cleaned: c.cleaned[:0]}
	return c
}

// whole returns the length of the whole lines, or rows, at the start of text.
func (c *chunk) whole() int {
	if c.in.table != nil {
		return table.Whole(c.text)
	}
	return bytes.LastIndexByte(c.text, '\n') + 1
}

// read returns the chunks of all sources in order. Each one is received when it is
// checked. The reading goes on until the sources or ctx end.
func (s Settings) read(ctx context.Context) <-chan chan *chunk {
	// The capacity limits how many chunks are in memory, and checked at once.
	ordered := make(chan chan *chunk, runtime.GOMAXPROCS(0))
	pass := func(c *chunk) error {
		checked := make(chan *chunk, 1)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case ordered <- checked:
		}
		go func() { // ends with the check, or after the current row when ctx is done
			s.check(ctx, c)
			checked <- c
		}()
		return nil
	}
	go func() {
		defer close(ordered)
		s.splitAll(ctx, pass)
	}()
	return ordered
}

// splitAll passes on the lines of all sources. If one cannot be read, the last chunk
// says why.
func (s Settings) splitAll(ctx context.Context, pass func(*chunk) error) {
	progress := s.Progress(s.Sources.Size())
	for _, source := range s.Sources {
		in, err := s.open(ctx, source, progress)
		if err == nil {
			err = in.split(pass)
			_ = in.Close()
		}
		if err != nil {
			last := newChunk(&input{}, 0)
			last.result.invalid = source.unreadable(err)
			_ = pass(last)
			return
		}
	}
}

// split passes on the lines of a source as they come. The last one gets a newline. It
// returns why the source was not read to its end, if so.
func (in *input) split(pass func(*chunk) error) error {
	for c := newChunk(in, in.line); ; {
		n, err := in.Read(c.buf[len(c.text):chunkSize])
		c.text = c.buf[:len(c.text)+n]
		end := c.whole()
		cut := end == 0 && len(c.text) == chunkSize
		if cut || err == io.EOF {
			c.text = append(c.text, newline...)
			end = len(c.text)
		}
		if end > 0 {
			rest := newChunk(in, c.line+bytes.Count(c.text[:end], newline))
			rest.text = append(rest.text, c.text[end:]...)
			c.text, c.cut = c.text[:end], cut
			if stopped := pass(c); stopped != nil {
				return stopped
			}
			c = rest
		}
		for skip := cut; skip; skip = err == bufio.ErrBufferFull { // the rest of the line is left out
			_, err = in.ReadSlice('\n')
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
	}
}
