package cli

import (
	"errors"
	"io"
	"os"
	"slices"
	"sync/atomic"
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

// patience is how long an output may take nothing before messages to it are dropped.
const patience = time.Second

// errNotRead is the error of a dropped write.
var errNotRead = errors.New("the output is not read")

// An impatientWriter drops what is written to an output that has taken nothing for a
// second, so that messages to the user cannot block the program. A blocked write
// cannot be interrupted: while it is pending, all further ones are dropped at once.
type impatientWriter struct {
	out   io.Writer
	turn  chan struct{} // full during a write
	taken atomic.Uint64 // number of writes that the output has taken
	stuck atomic.Uint64 // number of the write that it does not take; 0: none
}

func newImpatientWriter(out io.Writer) *impatientWriter {
	return &impatientWriter{out: out, turn: make(chan struct{}, 1)}
}

// Write waits for its turn, and for the output, as long as the output takes anything.
func (w *impatientWriter) Write(text []byte) (int, error) {
	for {
		taken := w.taken.Load()
		if w.stuck.Load() == taken+1 {
			return 0, errNotRead
		}
		select {
		case w.turn <- struct{}{}:
			return w.write(text)
		case <-time.After(patience):
			if w.taken.Load() == taken {
				return 0, errNotRead
			}
		}
	}
}

// write writes text, and gives the turn back when the output has taken it.
func (w *impatientWriter) write(text []byte) (int, error) {
	number := w.taken.Load() + 1
	text = slices.Clone(text) // the caller may change its own when Write returns early
	written := make(chan error, 1)
	go func() {
		_, err := w.out.Write(text)
		w.taken.Add(1)
		<-w.turn
		written <- err
	}()
	select {
	case err := <-written:
		return len(text), err
	case <-time.After(patience):
		w.stuck.Store(number)
		return 0, errNotRead
	}
}
