package send

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"numberserver/app/quote"
)

// Sources is where numbers come from, in order.
type Sources []*source

// A source is a number on the command line, a file, or standard input.
type source struct {
	name  string // for messages
	line  int    // lines before it, in a message
	typed bool   // a number on the command line
	size  int64  // bytes, or unknownSize
	open  func() (io.ReadCloser, error)
}

// unknownSize is the size of standard input, a pipe or a device. These cannot be read
// twice: a second read would silently lose what the first has read.
const unknownSize = -1

// NewSources returns the sources for inputs: numbers, paths of files, or - for stdin. It
// fails if a file is not there.
func NewSources(inputs []string, stdin io.Reader) (sources Sources, err error) {
	for i, input := range inputs {
		s := &source{name: quote.Name(input), size: unknownSize}
		switch {
		case input == "-":
			s.name = "standard input"
			s.open = func() (io.ReadCloser, error) { return io.NopCloser(stdin), nil }
		case isDigits([]byte(input)):
			s.name, s.line, s.typed, s.size = "argument", i, true, int64(len(input))
			s.open = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(input)), nil }
		default:
			info, err := os.Stat(input)
			switch {
			case err != nil:
				return nil, s.unreadable(err)
			case info.IsDir():
				return nil, s.unreadable(errors.New("it is a folder; name the files in it"))
			case info.Mode().IsRegular():
				s.size = info.Size()
			}
			s.open = func() (io.ReadCloser, error) { return os.Open(input) }
		}
		sources = append(sources, s)
	}
	return sources, nil
}

// isDigits reports whether value is a decimal number without a sign.
func isDigits(value []byte) bool {
	return len(value) > 0 && bytes.IndexFunc(value, func(char rune) bool { return char < '0' || char > '9' }) < 0
}

// size returns the number of bytes in all sources, or unknownSize.
func (s Sources) size() (total int64) {
	for _, source := range s {
		if source.size == unknownSize {
			return unknownSize
		}
		total += source.size
	}
	return total
}

// unreadable returns the error for a failure to read s.
func (s *source) unreadable(err error) error {
	return fmt.Errorf("cannot read %s: %w", s.name, cause(err))
}

// inspect reads the start of every file, so that nothing is sent if one of them cannot be
// read or is not what it should be.
func (s Settings) inspect(ctx context.Context) error {
	enough := errors.New("enough is read")
	for _, source := range s.Sources {
		switch {
		case source.size != unknownSize:
			err := s.split(ctx, source, io.Discard, func(*chunk) error { return enough })
			if err != nil && err != enough {
				return fmt.Errorf("%w; nothing was sent", err)
			}
		case s.Retry > 0:
			return fmt.Errorf("%s cannot be read again; put it in a file, or leave --retry out", source.name)
		}
	}
	return nil
}

// cause returns the innermost reason of a failure, without the path, the address and
// the system call, for a message that names them already.
func cause(err error) error {
	var lookup *net.DNSError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it is cut off")
	case errors.As(err, &lookup):
		return errors.New(lookup.Err)
	}
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err
}
