package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// A Row is one row of a table.
type Row struct {
	Line    int    // in the text of the rows, from 1
	Number  []byte // the field in the column of the numbers; valid until the next row
	Matched bool   // the expression of the query is true, or there is none
	Err     error  // why it is unknown what the row holds, or whether it matches
	Lost    bool   // Err leaves it unknown where the next row begins
}

// Whole returns the length of the whole rows at the start of text. A newline inside
// quotes does not end a row, nor does the end of text.
func Whole(text []byte) int {
	quote := []byte{'"'}
	quotes := bytes.Count(text, quote) // before end
	for end := len(text); ; {
		newline := bytes.LastIndexByte(text[:end], '\n')
		// A quote inside a field is doubled, so an odd number means that a field is open.
		quotes -= bytes.Count(text[newline+1:end], quote)
		if newline < 0 || quotes%2 == 0 {
			return newline + 1
		}
		end = newline
	}
}

// Rows returns the rows in text, which are whole, up to one with an unknown end. It
// leaves out blank lines.
func (t *Table) Rows(text []byte) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		reader, match := t.newReader(text), t.filter.matcher()
		reader.ReuseRecord = true
		var row Row
		for start := int64(0); !row.Lost; start = reader.InputOffset() {
			fields, err := reader.Read()
			if err == io.EOF {
				return
			}
			// For the reader, a line of blanks is a row with one field.
			if len(fields) == 1 && len(bytes.TrimSpace(text[start:reader.InputOffset()])) == 0 {
				continue
			}
			row = Row{Number: row.Number[:0]}
			var wrong *csv.ParseError
			switch {
			case errors.As(err, &wrong):
				row.Line, row.Err, row.Lost = wrong.StartLine, wrong.Err, true
			case len(fields) != len(t.columns):
				row.Line, _ = reader.FieldPos(0)
				row.Err = fmt.Errorf("the first row has %d fields, this one %d", len(t.columns), len(fields))
			default:
				row.Line, _ = reader.FieldPos(0)
				row.Number = append(row.Number, strings.TrimSpace(fields[t.numbers])...)
				row.Matched, row.Err = match(fields)
			}
			if !yield(row) {
				return
			}
		}
	}
}
