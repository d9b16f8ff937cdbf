package send

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"

	"numberserver/app/send/table"
)

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
