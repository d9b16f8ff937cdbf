package send

import (
	"context"
	"io"

	"numberserver/app/send/table"
)

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
		if ctx.Err() != nil {
			return
		}
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
	// The checkers get a chunk before the collector does, so the collector never
	// waits for an unchecked chunk.
	pass := func(c *chunk) bool { return hand(ctx, s.unchecked, c) && hand(ctx, s.ordered, c) }
	if s.query == nil || source.single {
		return splitLines(newChunk(source), text, pass)
	}
	return splitTable(newChunk(source), text, s.query, pass)
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
