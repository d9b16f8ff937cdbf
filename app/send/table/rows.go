package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// A Row is one row of a table.
type Row struct {
	Line    int    // in the text of the rows, from 1
	Number  []byte // the field in the column of the numbers; valid until the next row
	Matched bool   // the expression of the query is true, or there is none
	Err     error  // why it is unknown what the row holds, or whether it matches
}

// ErrQuotes is the Err of a row of which it is unknown where the next one begins.
var ErrQuotes = errors.New(`a quote is missing or misplaced; quotes go around a whole field, with no blank after them, and "" is a quote inside`)

// Whole returns the length of the whole lines, or rows, at the start of text. A newline
// inside quotes does not end a row, nor does the end of text.
func (t *Table) Whole(text []byte) int {
	end := bytes.LastIndexByte(text, '\n') + 1
	if t == nil {
		return end
	}
	// A quote inside a field is doubled, so an odd number means that a field is open.
	quote := []byte{'"'}
	for quotes := bytes.Count(text[:end], quote); quotes%2 == 1; {
		line := text[bytes.LastIndexByte(text[:end-1], '\n')+1 : end]
		quotes -= bytes.Count(line, quote)
		end -= len(line)
	}
	return end
}

// next returns the next row that is not blank. A line of blanks and a row of blank
// fields, which Excel may add at the end, are the same.
func next(reader *csv.Reader) (fields []string, err error) {
	isFilled := func(field string) bool { return strings.TrimSpace(field) != "" }
	for err == nil && !slices.ContainsFunc(fields, isFilled) {
		fields, err = reader.Read()
	}
	return fields, err
}

// Rows returns the rows in text, which are whole, up to one with wrong quotes. It
// leaves out blank rows.
func (t *Table) Rows(text []byte) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		reader, match := t.newReader(text), t.where.newMatch()
		reader.ReuseRecord = true
		for row := (Row{}); row.Err != ErrQuotes; {
			fields, err := next(reader)
			if err == nil {
				row.Line, _ = reader.FieldPos(0)
			}
			switch {
			case err == io.EOF:
				return
			case err != nil:
				row.Line, row.Err = err.(*csv.ParseError).StartLine, ErrQuotes
			case len(fields) != len(t.columns):
				row.Err = fmt.Errorf("the first row has %d fields, this one %d", len(t.columns), len(fields))
			default:
				row.Number = append(row.Number[:0], strings.TrimSpace(fields[t.numbers])...)
				row.Matched, row.Err = match(fields)
			}
			if !yield(row) {
				return
			}
		}
	}
}
