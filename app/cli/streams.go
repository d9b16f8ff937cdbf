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

// Streams are the standard input and outputs of a command, and the signals that stop
// it, as WatchSignals returns them.
type Streams struct {
	In      io.Reader
	Out     io.Writer // results
	Err     io.Writer // messages, by the logger
	Signals <-chan os.Signal
}

// isTerminal reports whether stream is a terminal.
func isTerminal(stream any) bool { return term.IsTerminal(int(fileOf(stream).Fd())) }

// fileOf returns the file behind stream, or nil if there is none.
func fileOf(stream any) *os.File {
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
	taken atomic.Uint64 // writes that the output has taken
	stuck atomic.Uint64 // the write that it does not take, counted from 1
}

func newImpatientWriter(out io.Writer) *impatientWriter {
	return &impatientWriter{out: out, turn: make(chan struct{}, 1)}
}

// Write waits as long as the output takes anything.
func (w *impatientWriter) Write(text []byte) (int, error) {
	if w.stuck.Load() == w.taken.Load()+1 {
		return 0, errNotRead
	}
	text = slices.Clone(text) // the caller may change its own when Write returns early
	written := make(chan error, 1)
	go func() { written <- w.write(text) }()
	for {
		taken := w.taken.Load()
		select {
		case err := <-written:
			return len(text), err
		case <-time.After(patience):
			if w.taken.Load() == taken {
				w.stuck.Store(taken + 1)
				return 0, errNotRead
			}
		}
	}
}

// write waits for its turn, and until the output has taken text.
func (w *impatientWriter) write(text []byte) error {
	w.turn <- struct{}{}
	defer func() { <-w.turn }()
	_, err := w.out.Write(text)
	w.taken.Add(1)
	return err
}
