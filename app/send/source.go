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
	number bool   // a number on the command line
	size   int64  // bytes, or UnknownSize
	open   func() (io.ReadCloser, error)
}

// UnknownSize is the size of a pipe or a terminal.
const UnknownSize = -1

// stdinName is the name of standard input in messages.
const stdinName = "standard input"

// NewSources returns the sources for inputs: numbers, paths of files, or - for
// stdin. No inputs stand for stdin. It fails if a file is not there.
func NewSources(inputs []string, stdin io.Reader) (Sources, error) {
	if len(inputs) == 0 {
		return Sources{newStdin(stdin)}, nil
	}
	var sources Sources
	for i, input := range inputs {
		switch {
		case input == "-":
			sources = append(sources, newStdin(stdin))
		case input != "" && isDigits([]byte(input)):
			open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(input)), nil }
			name := fmt.Sprintf("argument %d", i+1)
			sources = append(sources, &source{name: name, number: true, size: int64(len(input)), open: open})
		default:
			info, err := os.Stat(input)
			if err == nil && info.IsDir() {
				err = errors.New("it is a folder; name the files in it")
			}
			if err != nil {
				return nil, fmt.Errorf("cannot read %s: %w", quote.Name(input), cause(err))
			}
			open := func() (io.ReadCloser, error) { return os.Open(input) }
			sources = append(sources, &source{name: quote.Name(input), size: size(info), open: open})
		}
	}
	return sources, nil
}

func newStdin(stdin io.Reader) *source {
	open := func() (io.ReadCloser, error) { return io.NopCloser(stdin), nil }
	s := &source{name: stdinName, size: UnknownSize, open: open}
	if file, ok := stdin.(*os.File); ok {
		if info, err := file.Stat(); err == nil {
			s.size = size(info)
		}
	}
	return s
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

// isRepeatable reports whether s can be read twice. A second read of a pipe would
// silently lose what the first has read.
func (s *source) isRepeatable() bool { return s.size != UnknownSize && s.name != stdinName }

// unreadable returns the error for a failure to read s after that many lines.
func (s *source) unreadable(lines int, err error) error {
	if lines == 0 {
		return fmt.Errorf("cannot read %s: %w", s.name, cause(err))
	}
	return fmt.Errorf("cannot read %s after line %d: %w", s.name, lines, cause(err))
}
