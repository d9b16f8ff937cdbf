package send

import (
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
	single bool // a source of one line, whose name is enough to find it
	open   func() (io.ReadCloser, error)
}

// sources returns what the inputs of a command line stand for.
func sources(inputs []string, stdin io.Reader) ([]*source, error) {
	if len(inputs) == 0 {
		inputs = []string{stdinName}
	}
	var all []*source
	for i, input := range inputs {
		switch {
		case input == stdinName:
			all = append(all, &source{name: "standard input", open: opened(stdin)})
		case input != "" && isDigits([]byte(input)):
			all = append(all, &source{name: fmt.Sprintf("argument %d", i+1), single: true, open: opened(strings.NewReader(input))})
		default:
			s, err := fileSource(input)
			if err != nil {
				return nil, err
			}
			all = append(all, s)
		}
	}
	return all, nil
}

// stdinName is how the command line calls standard input.
const stdinName = "-"

func opened(r io.Reader) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(r), nil }
}

// fileSource looks at a file before anything is sent: that one of many files is
// missing is better known at the start.
func fileSource(path string) (*source, error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		err = errors.New("it is a folder; name the files in it")
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, cause(err))
	}
	return &source{name: path, open: func() (io.ReadCloser, error) { return os.Open(path) }}, nil
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
