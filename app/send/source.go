package send

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"numberserver/app/quote"
	"numberserver/app/send/table"
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

// UnknownSize is the size of standard input, a pipe or a device. These cannot be read
// twice: a second read would silently lose what the first has read.
const UnknownSize = -1

// NewSources returns the sources for inputs: numbers, paths of files, or - for
// stdin. No inputs stand for stdin. It fails if a file is not there.
func NewSources(inputs []string, stdin io.Reader) (Sources, error) {
	if len(inputs) == 0 {
		inputs = []string{"-"}
	}
	var sources Sources
	for i, input := range inputs {
		s := &source{name: quote.Name(input), size: UnknownSize}
		switch {
		case input == "-":
			s.name = "standard input"
			s.open = func() (io.ReadCloser, error) { return io.NopCloser(stdin), nil }
		case input != "" && isDigits([]byte(input)):
			s.name, s.number, s.size = fmt.Sprintf("argument %d", i+1), true, int64(len(input))
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

// place names a line of s.
func (s *source) place(line int) string {
	if s.number {
		return s.name
	}
	return fmt.Sprintf("%s:%d", s.name, line)
}

// unreadable returns the error for a failure to read s.
func (s *source) unreadable(err error) error {
	return fmt.Errorf("cannot read %s: %w", s.name, cause(err))
}

// inspect opens every file and looks at its start, so that nothing is sent if one of
// them cannot be read or is not what it should be.
func (s Settings) inspect(ctx context.Context) error {
	for _, source := range s.Sources {
		switch {
		case source.size != UnknownSize:
			in, err := s.open(ctx, source, io.Discard)
			if err != nil {
				return fmt.Errorf("%w; nothing was sent", source.unreadable(err))
			}
			_ = in.Close()
		case s.Retries > 0:
			return fmt.Errorf("%s cannot be read again; put it in a file, or leave --retry out", source.name)
		}
	}
	return nil
}

// An input is an open source.
type input struct {
	*bufio.Reader // of text
	io.Closer
	source *source
	table  *table.Table // nil if the text is lines of numbers
	line   int          // lines that were read as the header
}

// open opens a source, and reads the header if it is a table. What is read of the file
// is also written to progress.
func (s Settings) open(ctx context.Context, source *source, progress io.Writer) (*input, error) {
	file, err := source.open()
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { file.Close() }) // ends a read of a FIFO
	in := &input{Closer: file, source: source}
	in.Reader, err = unpack(io.TeeReader(file, progress))
	if err == nil && s.Table != nil && !source.number {
		err = s.readHeader(in)
	}
	if err != nil {
		_ = file.Close()
	}
	return in, err
}

// readHeader reads the lines before the first row with a number.
func (s Settings) readHeader(in *input) error {
	var start bytes.Buffer
	t, header, err := s.Table.Open(io.TeeReader(io.LimitReader(in, chunkSize), &start))
	switch {
	case start.Len() == chunkSize:
		return errLongRow
	case err != nil:
		return err
	}
	in.table, in.line = t, bytes.Count(start.Next(header), newline)
	in.Reader = bufio.NewReader(io.MultiReader(&start, in.Reader))
	return nil
}
