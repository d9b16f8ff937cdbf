// Package stdio is what the commands have of standard input, output and error.
package stdio

import (
	"errors"
	"io"
	"os"
	"slices"
	"time"

	"golang.org/x/term"
)

// Streams are what a command reads from and writes to.
type Streams struct {
	In  io.Reader
	Out io.Writer // results
	Err io.Writer // everything else
}

// IsTerminal reports whether somebody looks at stream, or types into it.
func IsTerminal(stream any) bool {
	file := File(stream)
	return file != nil && term.IsTerminal(int(file.Fd()))
}

// File returns the file behind stream, or nil if there is none.
func File(stream any) *os.File {
	if impatient, ok := stream.(*Impatient); ok {
		stream = impatient.out
	}
	file, _ := stream.(*os.File)
	return file
}

// patience is how long an Impatient writer waits for one write.
const patience = time.Second

// errNobodyReads is why a write is dropped.
var errNobodyReads = errors.New("nobody reads the output")

// Impatient drops what its output does not take within a second: for words to
// the user that must not keep the program from what it has to do. A write that
// blocks cannot be interrupted, so while one is pending all others are dropped at
// once.
type Impatient struct {
	out     io.Writer
	pending chan struct{} // full while a write is
}

// NewImpatient returns a writer to out.
func NewImpatient(out io.Writer) *Impatient {
	return &Impatient{out: out, pending: make(chan struct{}, 1)}
}

func (i *Impatient) Write(text []byte) (int, error) {
	select {
	case i.pending <- struct{}{}:
	default:
		return 0, errNobodyReads
	}
	text = slices.Clone(text) // the caller's, who does not wait
	written := make(chan error, 1)
	go func() {
		_, err := i.out.Write(text)
		<-i.pending
		written <- err
	}()
	select {
	case err := <-written:
		return len(text), err
	case <-time.After(patience):
		return 0, errNobodyReads
	}
}
