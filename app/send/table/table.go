// Package table finds numbers in the rows of CSV files.
package table

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"numberserver/app/quote"
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
	numbers   int          // index of the column that holds the numbers
	newMatch  func() match // for the expression of the query
	separator rune
}

// Open reads the header of the table that text begins with and returns its length in
// bytes. It may read text beyond it.
func (q *Query) Open(text io.Reader) (t *Table, header int, err error) {
	t = &Table{newMatch: everyRow, separator: cmp.Or(q.Separator, ',')}
	isSeparatorSaid := q.Separator != 0
	reader := t.newReader(text)
	row, err := next(reader)
	said, ok := strings.CutPrefix(strings.Join(row, string(t.separator)), "sep=") // as Excel may before the header
	if separator := []rune(said); ok && len(separator) == 1 {
		header, isSeparatorSaid = int(reader.InputOffset()), true
		t.separator = separator[0]
		reader.Comma, reader.TrimLeadingSpace = t.separator, t.trims()
		row, err = next(reader)
	}
	switch {
	case err == io.EOF:
		return nil, 0, errors.New("the table is empty")
	case errors.As(err, new(*csv.ParseError)):
		return nil, 0, ErrQuotes
	case err != nil:
		return nil, 0, err
	case !q.NoHeader:
		header = int(reader.InputOffset())
	}
	for i, name := range row {
		if q.NoHeader {
			name = strconv.Itoa(i + 1)
		}
		t.columns = append(t.columns, strings.TrimSpace(name))
	}
	hint := t.Hint(row[0])
	t.numbers, err = t.columns.find(strings.TrimSpace(q.Column))
	if err == nil && hint != "" && !isSeparatorSaid {
		err = fmt.Errorf("the first row has only the field %s", quote.Name(row[0]))
	}
	if err != nil {
		return nil, 0, errors.New(err.Error() + hint)
	}
	if q.Where != "" {
		t.newMatch, err = compile(q.Where, t.columns)
	}
	return t, header, err
}

// Hint returns advice on a field if it seems to be more than one: of a table that has
// only one column, or of none, which is nil.
func (t *Table) Hint(field string) string {
	if t == nil && strings.ContainsAny(field, ",;|\t") {
		return "; for a table there is --csv"
	}
	for _, separator := range ",;\t|" {
		if t != nil && len(t.columns) == 1 && separator != t.separator && strings.ContainsRune(field, separator) {
			return fmt.Sprintf("; if the fields are separated by it, add --separator %q", separator)
		}
	}
	return ""
}

func (t *Table) newReader(text io.Reader) *csv.Reader {
	reader := csv.NewReader(text)
	reader.Comma, reader.FieldsPerRecord, reader.TrimLeadingSpace = t.separator, -1, t.trims()
	return reader
}

// trims reports whether the csv reader drops blanks at the start of a field; where a
// blank or tab is the separator, it would drop separators.
func (t *Table) trims() bool { return t.separator != ' ' && t.separator != '\t' }
