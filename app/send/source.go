package send

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"numberserver/app/quote"
)

// Sources is where numbers come from, in order.
type Sources []*source

// A source is a number on the command line, a file, or standard input.
type source struct {
	name   string // for messages
	single bool   // a number: the source is one line
	size   int64  // bytes in the file, or UnknownSize
	open   func() (io.ReadCloser, error)
}

// UnknownSize is the size of a pipe or a terminal.
const UnknownSize = -1

// Standard input, on the command line and in messages.
const (
	stdinInput = "-"
	stdinName  = "standard input"
)

// NewSources returns the sources for inputs: numbers, paths of files, or - for
// stdin. No inputs stand for stdin. It fails if a file cannot be read, so that
// nothing is sent before all files are known to be there.
func NewSources(inputs []string, stdin io.Reader) (Sources, error) {
	if len(inputs) == 0 {
		inputs = []string{stdinInput}
	}
	var sources Sources
	for i, input := range inputs {
		s, err := newSource(input, stdin)
		if err != nil {
			return nil, err
		}
		if s.single {
			s.name = fmt.Sprintf("argument %d", i+1)
		}
		sources = append(sources, s)
	}
	return sources, nil
}

// newSource returns the source for one input. A source that may be sent again opens
// its input each time.
func newSource(input string, stdin io.Reader) (*source, error) {
	switch {
	case input == stdinInput:
		open := func() (io.ReadCloser, error) { return io.NopCloser(stdin), nil }
		return &source{name: stdinName, size: sizeOf(stdin), open: open}, nil
	case input != "" && isDigits([]byte(input)):
		open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(input)), nil }
		return &source{single: true, size: int64(len(input)), open: open}, nil
	}
	info, err := os.Stat(input)
	if err == nil && info.IsDir() {
		err = errors.New("it is a folder; name the files in it")
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", quote.Name(input), cause(err))
	}
	open := func() (io.ReadCloser, error) { return os.Open(input) }
	return &source{name: quote.Name(input), size: size(info), open: open}, nil
}

// sizeOf returns the size of stdin, which may be a file.
func sizeOf(stdin io.Reader) int64 {
	file, ok := stdin.(*os.File)
	if !ok {
		return UnknownSize
	}
	info, err := file.Stat()
	if err != nil {
		return UnknownSize
	}
	return size(info)
}

// size returns the size of a file. Only that of a regular file is known.
func size(info fs.FileInfo) int64 {
	if !info.Mode().IsRegular() {
		return UnknownSize
	}
	return info.Size()
}

// Size returns the number of bytes in all sources, or UnknownSize.
func (s Sources) Size() int64 {
	total := int64(0)
	for _, source := range s {
		if source.size == UnknownSize {
			return UnknownSize
		}
		total += source.size
	}
	return total
}

// repeatable returns an error if a source cannot be read twice: a second read of a
// pipe would silently lose what the first has read.
func (s Sources) repeatable() error {
	for _, source := range s {
		if source.size == UnknownSize || source.name == stdinName {
			return fmt.Errorf("%s cannot be read again; put it in a file, or leave --retry out", source.name)
		}
	}
	return nil
}

// at returns the place of a line, for messages.
func (s *source) at(line int) string {
	if s.single {
		return s.name
	}
	return fmt.Sprintf("%s:%d", s.name, line)
}

// after returns the place behind a line, for messages.
func (s *source) after(line int) string {
	if line == 0 {
		return s.name
	}
	return fmt.Sprintf("%s after line %d", s.name, line)
}
