package send

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"

	"numberserver/app/send/table"
)

var errLongRow = errors.New("a row is longer than 256 KiB, or has no end; is a closing quote missing?")

// A splitter reads sources and splits them into chunks. Every chunk goes to a
// checker and, in order, to the collector.
type splitter struct {
	query     *table.Query // nil for sources of plain lines
	unchecked chan<- *chunk
	ordered   chan<- *chunk
	progress  func(read int64)

	read int64 // bytes of all sources so far
}

// run splits the sources and closes both channels. It ends early with ctx, or at a
// source that cannot be read: then the last chunk has the error.
func (s *splitter) run(ctx context.Context, sources Sources) {
	defer close(s.ordered)
	defer close(s.unchecked)
	s.progress(0)
	for _, source := range sources {
		if err := s.split(ctx, source); err != nil {
			last := newChunk(source)
			last.err = err
			last.checked <- struct{}{}
			hand(ctx, s.ordered, last)
			return
		}
	}
}

func (s *splitter) split(ctx context.Context, source *source) error {
	file, err := source.open()
	if err != nil {
		return err
	}
	defer file.Close()
	// Closing the file ends a read that waits for a FIFO.
	defer context.AfterFunc(ctx, func() { file.Close() })()
	text, err := unpack(&progressReader{file, s})
	if err != nil {
		return err
	}
	if s.query == nil || source.single {
		return s.splitLines(ctx, newChunk(source), text)
	}
	return s.splitTable(ctx, newChunk(source), text)
}

// splitLines passes on the lines of r as they come. A line that fills a chunk is
// invalid, however it goes on: the user hears of it before its end is read.
func (s *splitter) splitLines(ctx context.Context, c *chunk, r *bufio.Reader) error {
	for more := true; more; {
		var err, failed error
		more, err = c.fill(r)
		end := bytes.LastIndexByte(c.text, '\n') + 1
		tooLong := end == 0 && c.full()
		if tooLong {
			c.shorten()
			end = len(c.text)
		}
		if c, failed = s.pass(ctx, c, end); failed != nil {
			return failed
		}
		if tooLong {
			skipLine(r)
		}
		if err != nil {
			return err
		}
	}
	c.free()
	return nil
}

// skipLine reads to the end of a line. An error comes again with the next read.
func skipLine(r *bufio.Reader) {
	for err := bufio.ErrBufferFull; err == bufio.ErrBufferFull; {
		_, err = r.ReadSlice('\n')
	}
}

// splitTable reads the header of r and passes on its rows as they come.
func (s *splitter) splitTable(ctx context.Context, c *chunk, r *bufio.Reader) error {
	header, err := readHeader(r)
	if err != nil {
		return err
	}
	if c.table, err = s.query.Open(header); err != nil {
		return &lineError{1, err}
	}
	c.header = bytes.Count(header, []byte("\n"))
	for more := true; more; {
		var failed error
		more, err = c.fill(r)
		for end := wholeRows(c.text, !more); end > 0; end = wholeRows(c.text, !more) {
			if c, failed = s.pass(ctx, c, end); failed != nil {
				return failed
			}
		}
		if err == nil && c.full() {
			err = errLongRow
		}
		if err != nil {
			return err
		}
	}
	c.free()
	return nil
}

// readHeader reads the first row, whose newlines may be inside quotes.
func readHeader(r *bufio.Reader) ([]byte, error) {
	var header []byte
	for quotes := 0; ; {
		part, err := r.ReadSlice('\n')
		header = append(header, part...)
		quotes += bytes.Count(part, []byte{'"'})
		switch {
		case err == io.EOF || err == nil && quotes%2 == 0:
			return header, nil
		case err != nil && err != bufio.ErrBufferFull:
			return nil, err
		case len(header) >= chunkSize:
			return nil, errLongRow
		}
	}
}

// wholeRows returns the length of the whole rows at the start of text, up to
// rowsPerChunk of them. At the end of a source a row with an open quote counts as
// whole: the check reports what is wrong with it.
func wholeRows(text []byte, atEnd bool) int {
	end := table.Cut(text, rowsPerChunk)
	if end == 0 && atEnd {
		return len(text)
	}
	return end
}

// pass passes on c up to end, if there is anything, and returns a chunk with the
// rest. The checkers get a chunk before the collector does, so the collector never
// waits for an unchecked chunk.
func (s *splitter) pass(ctx context.Context, c *chunk, end int) (*chunk, error) {
	if end == 0 {
		return c, nil
	}
	rest := c.split(end)
	if hand(ctx, s.unchecked, c) && hand(ctx, s.ordered, c) {
		return rest, nil
	}
	return nil, ctx.Err()
}

// hand sends c to a channel, unless ctx is done first.
func hand(ctx context.Context, to chan<- *chunk, c *chunk) bool {
	select {
	case to <- c:
		return true
	case <-ctx.Done():
		return false
	}
}

// A progressReader reports what is read from a source.
type progressReader struct {
	io.Reader
	*splitter
}

func (r *progressReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	r.read += int64(n)
	r.progress(r.read)
	return n, err
}
