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
	quote := []byte{'"'}
	quotes := bytes.Count(text, quote) // before end
	for end := len(text); ; {
		newline := bytes.LastIndexByte(text[:end], '\n')
		// A quote inside a field is doubled, so an odd number means that a field is open.
		quotes -= bytes.Count(text[newline+1:end], quote)
		if newline < 0 || quotes%2 == 0 || t == nil {
			return newline + 1
		}
		end = newline
	}
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
		var number []byte
		for {
			fields, err := next(reader)
			switch {
			case err == io.EOF:
				return
			case err != nil:
				yield(Row{Line: err.(*csv.ParseError).StartLine, Err: ErrQuotes})
				return
			}
			line, _ := reader.FieldPos(0)
			row := Row{Line: line}
			if len(fields) == len(t.columns) {
				number = append(number[:0], strings.TrimSpace(fields[t.numbers])...)
				row.Number = number
				row.Matched, row.Err = match(fields)
			} else {
				row.Err = fmt.Errorf("the first row has %d fields, this one %d", len(t.columns), len(fields))
			}
			if !yield(row) {
				return
			}
		}
	}
}
