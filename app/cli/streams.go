package cli

import (
	"errors"
	"io"
	"os"
	"slices"
	"time"

	"golang.org/x/term"
)

// Streams are the standard input and outputs of a command.
type Streams struct {
	In  io.Reader
	Out io.Writer // results
	Err io.Writer // everything else
}

// isTerminal reports whether stream is a terminal.
func isTerminal(stream any) bool {
	file := fileOf(stream)
	return file != nil && term.IsTerminal(int(file.Fd()))
}

// fileOf returns the file behind stream, or nil if there is none.
func fileOf(stream any) *os.File {
	if writer, ok := stream.(*impatientWriter); ok {
		stream = writer.out
	}
	file, _ := stream.(*os.File)
	return file
}

// patience is how long an impatientWriter waits for one write.
const patience = time.Second

// errNotRead is the error of a dropped write.
var errNotRead = errors.New("the output is not read")

// An impatientWriter drops a write that its output does not take within a second,
// so that messages to the user cannot block the program. A blocked write cannot be
// interrupted: while it is pending, all others are dropped at once.
type impatientWriter struct {
	out     io.Writer
	pending chan struct{} // full during a write
}

func newImpatientWriter(out io.Writer) *impatientWriter {
	return &impatientWriter{out: out, pending: make(chan struct{}, 1)}
}

func (w *impatientWriter) Write(text []byte) (int, error) {
	select {
	case w.pending <- struct{}{}:
	default:
		return 0, errNotRead
	}
	text = slices.Clone(text) // the caller may change its own when Write returns early
	written := make(chan error, 1)
	go func() {
		_, err := w.out.Write(text)
		<-w.pending
		written <- err
	}()
	select {
	case err := <-written:
		return len(text), err
	case <-time.After(patience):
		return 0, errNotRead
	}
}
