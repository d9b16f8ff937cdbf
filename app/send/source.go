package send

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
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

// inspect opens every file and looks at its start, so that nothing is sent if one of
// them cannot be read or is not what it should be.
func (s Settings) inspect(ctx context.Context) error {
	for _, source := range s.Sources {
		switch {
		case source.isRepeatable():
			in, err := s.open(ctx, source, io.Discard)
			if err != nil {
				return fmt.Errorf("%w; nothing was sent", source.unreadable(0, err))
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
	table *table.Table // nil if the text is lines of numbers
	line  int          // lines that were read as the header
}

// open opens a source, and reads the header if it is a table. What is read of the file
// is also written to progress.
func (s Settings) open(ctx context.Context, source *source, progress io.Writer) (*input, error) {
	file, err := source.open()
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { file.Close() }) // ends a read of a FIFO
	in := &input{Closer: file}
	in.Reader, err = unpack(io.TeeReader(file, progress))
	if err == nil && s.Table != nil && !source.number {
		err = in.readHeader(s.Table, rule{pad: s.Pad})
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return in, nil
}

// readHeader reads the lines before the first row with a number.
func (in *input) readHeader(query *table.Query, r rule) error {
	in.Reader = bufio.NewReaderSize(in.Reader, chunkSize)
	rows, err := in.peekRows()
	if err != nil {
		return err
	}
	t, header, err := query.Open(rows)
	if err != nil {
		return err
	}
	if _, isNumber := r.appendLine(nil, []byte(t.Title())); isNumber && !query.NoHeader {
		return fmt.Errorf("the header has the number %s in place of a name; if the table has no header, add --no-header", t.Title())
	}
	in.table, in.line = t, bytes.Count(rows[:header], newline)
	_, _ = in.Discard(header)
	return nil
}

// peekRows returns at least the first row of a table, and the line before or after it.
func (in *input) peekRows() ([]byte, error) {
	for {
		_, err := in.Peek(in.Buffered() + 1)
		rows, _ := in.Peek(in.Buffered())
		whole := rows[:table.Whole(rows)]
		switch {
		case err == io.EOF || bytes.Count(whole, newline) > 1:
			return rows, nil
		case err == bufio.ErrBufferFull && len(whole) == 0:
			return nil, errLong
		case err == bufio.ErrBufferFull:
			return rows, nil
		case err != nil:
			return nil, err
		}
	}
}
