package send

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// A source is one place that numbers come from: a number on the command line, a
// file, or standard input.
type source struct {
	name   string
	single bool  // a source of one line, whose name is enough to find it
	size   int64 // in bytes as they are stored, or unknownSize
	open   func() (io.ReadCloser, error)
}

// unknownSize is the size of what does not say how much it will bring.
const unknownSize = -1

// sources returns what the inputs of a command line stand for.
func sources(inputs []string, stdin io.Reader) ([]*source, error) {
	if len(inputs) == 0 {
		inputs = []string{stdinName}
	}
	var all []*source
	for i, input := range inputs {
		s, err := newSource(input, stdin)
		if err != nil {
			return nil, err
		}
		if s.single {
			s.name = fmt.Sprintf("argument %d", i+1)
		}
		all = append(all, s)
	}
	return all, nil
}

// How the command line and how messages call standard input.
const (
	stdinName   = "-"
	stdinSource = "standard input"
)

// newSource looks at a file before anything is sent: that one of many is missing
// is better known at the start.
func newSource(input string, stdin io.Reader) (*source, error) {
	switch {
	case input == stdinName:
		return &source{name: stdinSource, size: sizeOf(stdin), open: opened(stdin)}, nil
	case input != "" && isDigits([]byte(input)):
		number := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(input)), nil }
		return &source{single: true, size: int64(len(input)), open: number}, nil
	}
	info, err := os.Stat(input)
	if err == nil && info.IsDir() {
		err = errors.New("it is a folder; name the files in it")
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", cmp.Or(input, `""`), cause(err))
	}
	return &source{name: input, size: size(info), open: func() (io.ReadCloser, error) { return os.Open(input) }}, nil
}

func opened(r io.Reader) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(r), nil }
}

// sizeOf returns the size of a file that the shell has opened for the program.
func sizeOf(stream io.Reader) int64 {
	file, ok := stream.(*os.File)
	if !ok {
		return unknownSize
	}
	info, err := file.Stat()
	if err != nil {
		return unknownSize
	}
	return size(info)
}

func size(info fs.FileInfo) int64 {
	if !info.Mode().IsRegular() {
		return unknownSize
	}
	return info.Size()
}

// totalSize returns how much all sources bring.
func totalSize(sources []*source) int64 {
	total := int64(0)
	for _, s := range sources {
		if s.size == unknownSize {
			return unknownSize
		}
		total += s.size
	}
	return total
}

// repeatable says which of the sources, if any, cannot be read twice: what a pipe
// has brought is gone, and to send what is left of it would lose it without a word.
func repeatable(sources []*source) error {
	for _, s := range sources {
		if s.size == unknownSize || s.name == stdinSource {
			return fmt.Errorf("%s cannot be read again; put it in a file, or leave --retry out", s.name)
		}
	}
	return nil
}

// at says where a line of the source is, for whoever has to mend it.
func (s *source) at(line int) string {
	if s.single {
		return s.name
	}
	return fmt.Sprintf("%s:%d", s.name, line)
}

// cause takes the path out of err, for a message that has named it.
func cause(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it is cut off")
	}
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

// after says how far the source was good.
func (s *source) after(line int) string {
	if line == 0 {
		return s.name
	}
	return fmt.Sprintf("%s after line %d", s.name, line)
}
