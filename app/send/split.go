package send

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"numberserver/app/send/table"
)

var errLongRow = errors.New("a row is longer than 256 KiB, or has no end; is a closing quote missing?")

// splitLines passes on the lines of r as they come, the first of them in c, until
// pass returns false. A line that fills a chunk is invalid whatever follows, so the
// user hears of it before its end is read.
func splitLines(c *chunk, r *bufio.Reader, pass func(*chunk) bool) error {
	for more := true; more; {
		var err error
		more, err = c.fill(r)
		end := bytes.LastIndexByte(c.text, '\n') + 1
		tooLong := end == 0 && c.full()
		if tooLong {
			end = c.shorten()
		}
		if end > 0 {
			rest := c.split(end)
			if !pass(c) {
				return nil
			}
			c = rest
		}
		if tooLong {
			skipLine(r)
		}
		if err != nil {
			return err
		}
	}
	c.free()
	return nil
}

// skipLine reads to the end of a line. An error comes again with the next read.
func skipLine(r *bufio.Reader) {
	for err := bufio.ErrBufferFull; err == bufio.ErrBufferFull; {
		_, err = r.ReadSlice('\n')
	}
}

// splitTable reads the header of r and passes on its rows as they come, the first
// of them in c, until pass returns false.
func splitTable(c *chunk, r *bufio.Reader, query *table.Query, pass func(*chunk) bool) error {
	header, err := readHeader(r)
	if err != nil {
		return err
	}
	if c.table, err = query.Open(header); err != nil {
		return &lineError{1, err}
	}
	c.header = bytes.Count(header, []byte("\n"))
	for more := true; more; {
		more, err = c.fill(r)
		for end := wholeRows(c.text, !more); end > 0; end = wholeRows(c.text, !more) {
			rest := c.split(end)
			if !pass(c) {
				return nil
			}
			c = rest
		}
		if err == nil && c.full() {
			err = errLongRow // unlike a line it cannot be shortened: its quotes may be open
		}
		if err != nil {
			return err
		}
	}
	c.free()
	return nil
}

// readHeader reads the first row, whose newlines may be inside quotes.
func readHeader(r *bufio.Reader) ([]byte, error) {
	var header []byte
	for quotes := 0; ; {
		part, err := r.ReadSlice('\n')
		header = append(header, part...)
		// An odd number of quotes so far means that a field is open. A quote inside a
		// field is doubled, so it does not change that.
		quotes += bytes.Count(part, []byte{'"'})
		switch {
		case err == io.EOF || err == nil && quotes%2 == 0:
			return header, nil
		case err != nil && err != bufio.ErrBufferFull:
			return nil, err
		case len(header) >= chunkSize:
			return nil, errLongRow
		}
	}
}

// wholeRows returns the length of the whole rows at the start of text, up to
// rowsPerChunk of them. At the end of a source a row with an open quote counts as
// whole: the check reports what is wrong with it.
func wholeRows(text []byte, atEnd bool) int {
	end := table.Cut(text, rowsPerChunk)
	if end == 0 && atEnd {
		return len(text)
	}
	return end
}
