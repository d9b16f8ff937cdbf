// Package table finds numbers in the rows of CSV files.
package table

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Query says what to take from a table.
type Query struct {
	Column    string // name, or position from 1, of the column that holds the numbers
	Where     string // condition for a row, as an expression; empty for all rows
	Separator rune   // between fields; 0 for a comma, unless the table says another
	NoHeader  bool   // the first row has numbers; the columns are named by their positions
}

// A Table knows the columns of a file. It may be used concurrently.
type Table struct {
	columns   columns
	numbers   int     // index of the column that holds the numbers
	filter    *filter // nil for all rows
	separator rune
}

// separatorLine is what Excel may write before the header.
var separatorLine = regexp.MustCompile(`^"?sep=(.)"?\n`)

// Open returns the table that begins with text, which has at least the first row. The
// header is as many bytes.
func (q *Query) Open(text []byte) (t *Table, header int, err error) {
	t = &Table{separator: cmp.Or(q.Separator, ',')}
	if line := separatorLine.FindSubmatch(text); line != nil {
		header = len(line[0])
		t.separator, _ = utf8.DecodeRune(line[1])
	}
	if q.Separator != 0 && q.Separator != t.separator {
		return nil, 0, fmt.Errorf("the file says that the separator is %q, --separator says %q", t.separator, q.Separator)
	}
	reader := t.newReader(text[header:])
	t.columns, err = reader.Read()
	switch {
	case err == io.EOF:
		return nil, 0, errors.New("the table is empty")
	case err != nil:
		return nil, 0, err
	case !q.NoHeader:
		header += int(reader.InputOffset())
	}
	for i, name := range t.columns {
		t.columns[i] = strings.TrimSpace(name)
		if q.NoHeader {
			t.columns[i] = strconv.Itoa(i + 1)
		}
	}
	if t.numbers, err = t.columns.find(strings.TrimSpace(q.Column)); err != nil {
		return nil, 0, fmt.Errorf("%w%s", err, t.Hint(t.columns[0]))
	}
	if q.Where != "" {
		t.filter, err = newFilter(q.Where, t.columns)
	}
	return t, header, err
}

// Title returns the name of the column that holds the numbers.
func (t *Table) Title() string { return t.columns[t.numbers] }

// Hint returns advice on a field of a table that has only one column, if the field
// seems to be more than one.
func (t *Table) Hint(field string) string {
	for _, separator := range ",;\t|" {
		if len(t.columns) == 1 && separator != t.separator && strings.ContainsRune(field, separator) {
			return fmt.Sprintf("; if the fields are separated by it, add --separator %q", separator)
		}
	}
	return ""
}

func (t *Table) newReader(text []byte) *csv.Reader {
	reader := csv.NewReader(bytes.NewReader(text))
	reader.Comma, reader.FieldsPerRecord = t.separator, -1
	reader.TrimLeadingSpace = t.separator != ' ' && t.separator != '\t' // it would trim empty fields
	return reader
}
