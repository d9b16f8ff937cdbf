// Package table finds numbers in the rows of CSV files, side by side.
package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A Query says what is wanted of a table.
type Query struct {
	Column string // name, or number from 1, of the column that holds the numbers
	Where  string // what must hold for a row, as an expression; empty for all rows
}

// A Table is what the header of a file tells of its rows. It may be used
// concurrently.
type Table struct {
	names  []string
	column int     // that holds the numbers, from 0
	filter *filter // nil for all rows
}

// Open reads the header of a file.
func (q *Query) Open(header []byte) (*Table, error) {
	names, err := newReader(header).Read()
	if err == io.EOF {
		return nil, errors.New("there is no header")
	}
	if err != nil {
		return nil, reason(err)
	}
	t := &Table{names: names}
	if t.column, err = t.find(q.Column); err != nil {
		return nil, err
	}
	if q.Where != "" {
		t.filter, err = newFilter(q.Where, names)
	}
	return t, err
}

// find returns the index of a column. A name counts before a number.
func (t *Table) find(column string) (int, error) {
	i := slices.Index(t.names, column)
	if i >= 0 && slices.Contains(t.names[i+1:], column) {
		return 0, fmt.Errorf("more than one column is named %q; give its number", column)
	}
	if i >= 0 {
		return i, nil
	}
	if number, err := strconv.Atoi(column); err == nil && 1 <= number && number <= len(t.names) {
		return number - 1, nil
	}
	return 0, fmt.Errorf("no column %q; there are %s", column, strings.Join(t.names, ", "))
}

// Cut returns how many bytes at the start of text the first whole rows take, at
// most so many. A newline between quotes ends no row; nor does the end of text.
func Cut(text []byte, rows int) int {
	quotes := bytes.IndexByte(text, '"') >= 0
	end, inside := 0, false
	for at := 0; rows > 0; {
		length := bytes.IndexByte(text[at:], '\n') + 1
		if length == 0 {
			break
		}
		if quotes && bytes.Count(text[at:at+length], []byte{'"'})%2 == 1 {
			inside = !inside
		}
		at += length
		if !inside {
			end = at
			rows--
		}
	}
	return end
}

func newReader(text []byte) *csv.Reader {
	reader := csv.NewReader(bytes.NewReader(text))
	reader.TrimLeadingSpace = true
	reader.ReuseRecord = true
	return reader
}

// reason says what is wrong with a row, without where it is.
func reason(err error) error {
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return wrong.Err
	}
	return err
}
