package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"numberserver/app/quote"
)

// ErrUnmatched is the error of a row for which the expression is false.
var ErrUnmatched = errors.New("the expression is false")

// ErrQuotes is the error of a row of which it is unknown where the next one begins.
var ErrQuotes = errors.New(`a quote is missing or misplaced; quotes go around a whole field, with no blank after them, and "" is a quote inside`)

// Whole returns the length of the whole lines, or rows, at the start of text. A newline
// inside quotes does not end a row, nor does the end of text.
func (t *Table) Whole(text []byte) int {
	end := bytes.LastIndexByte(text, '\n') + 1
	if t == nil {
		return end
	}
	// A quotation mark in a field is doubled, so an odd number means that a field is open.
	mark := []byte{'"'}
	for marks := bytes.Count(text[:end], mark); marks%2 == 1; {
		line := text[bytes.LastIndexByte(text[:end-1], '\n')+1 : end]
		marks -= bytes.Count(line, mark)
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

// Rows calls row for every row in text that is not blank, up to one with wrong quotes, or
// until row returns false. The text is whole rows, and line counts from 1 in it. An error
// says why there is no number to send; a number is valid until row returns.
func (t *Table) Rows(text []byte, row func(line int, number []byte, err error) (more bool)) {
	reader, match := t.newReader(text), t.where.newMatch()
	reader.ReuseRecord = true
	var number []byte
	for more := true; more; {
		fields, err := next(reader)
		if wrong, ok := err.(*csv.ParseError); ok {
			row(wrong.StartLine, nil, ErrQuotes)
		}
		if err != nil {
			return
		}
		if len(fields) == len(t.columns) {
			number = append(number[:0], strings.TrimSpace(fields[t.numbers])...)
			err = match(fields)
		} else {
			err = fmt.Errorf("the first row has %s, this one %d", quote.Count(len(t.columns), "field"), len(fields))
		}
		line, _ := reader.FieldPos(0)
		more = row(line, number, err)
	}
}
