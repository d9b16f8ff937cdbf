// Package table finds numbers in the rows of CSV files.
package table

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"numberserver/app/quote"
)

// A Query says what to take from a table.
type Query struct {
	Column    string // name, or number from 1, of the column that holds the numbers
	Where     string // condition for a row, as an expression; empty for all rows
	Separator rune   // between fields; 0 for a comma
}

// A Table knows the columns of a file. It may be used concurrently.
type Table struct {
	names     []string
	column    int     // that holds the numbers, from 0
	filter    *filter // nil for all rows
	separator rune
}

// Open returns the table with that header.
func (q *Query) Open(header []byte) (*Table, error) {
	t := &Table{separator: cmp.Or(q.Separator, ',')}
	var err error
	t.names, err = t.newReader(header).Read()
	if err == io.EOF {
		return nil, errors.New("there is no header")
	}
	if err != nil {
		return nil, reason(err)
	}
	if t.column, err = t.find(q.Column); err != nil {
		return nil, err
	}
	if q.Where != "" {
		t.filter, err = newFilter(q.Where, t.names)
	}
	return t, err
}

// find returns the index of a column. A name takes precedence over a number.
func (t *Table) find(column string) (int, error) {
	i := slices.Index(t.names, column)
	if i >= 0 && slices.Contains(t.names[i+1:], column) {
		return 0, fmt.Errorf("more than one column is named %s; give its number", quote.Value(column))
	}
	if i >= 0 {
		return i, nil
	}
	if number, err := strconv.Atoi(column); err == nil && 1 <= number && number <= len(t.names) {
		return number - 1, nil
	}
	return 0, fmt.Errorf("no column %s; there are %s%s", quote.Value(column), list(t.names), t.hint())
}

// hint names another separator that the header seems to have.
func (t *Table) hint() string {
	for _, separator := range []string{",", ";", "\t", "|"} {
		if len(t.names) == 1 && strings.Contains(t.names[0], separator) {
			name := strings.Replace(separator, "\t", "tab", 1)
			return fmt.Sprintf("; for other separators there is --separator '%s'", name)
		}
	}
	return ""
}

// Cut returns the length of the whole rows at the start of text, up to a number of
// rows. A newline inside quotes does not end a row, nor does the end of text.
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

func (t *Table) newReader(text []byte) *csv.Reader {
	reader := csv.NewReader(bytes.NewReader(text))
	reader.Comma = t.separator
	reader.TrimLeadingSpace = !unicode.IsSpace(t.separator) // it would trim empty fields
	reader.ReuseRecord = true
	return reader
}

// reason removes the place from the error of a row.
func reason(err error) error {
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return wrong.Err
	}
	return err
}
