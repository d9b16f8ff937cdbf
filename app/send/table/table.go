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
	"slices"
	"strconv"
	"strings"

	"numberserver/app/grammar"
	"numberserver/app/quote"
)

// A Table says what to take from a file with rows. When it has read the header of one, it
// may be used concurrently. A nil Table stands for a file of lines.
type Table struct {
	Column    string  `placeholder:"NAME|N" help:"Column of a table that holds the numbers, by name or by position from 1."`
	Where     *string `placeholder:"EXPR" help:"Send only rows of a table for which the expression is true, such as 'Age > 30 and City == \"Oslo\"'."`
	Separator rune    `type:"separator" placeholder:"CHAR" help:"Character between the fields of a table, or the word tab (default: the first comma, semicolon, tab or | in the header). A first line such as sep=; wins over it."`
	NoHeader  bool    `help:"The first row of a table is not a header: it has a number, too."`

	columns columns
	numbers int         // index of the column that holds the numbers
	where   *expression // nil for all rows
}

// ErrEmpty means that a text has only blank rows.
var ErrEmpty = errors.New("the table is empty")

// ReadHeader reads the header that text begins with, unless it has done so, and returns
// its length in bytes.
func (t *Table) ReadHeader(text []byte) (length int, err error) {
	if t == nil || t.columns != nil {
		return 0, nil
	}
	if said, ok := bytes.CutPrefix(text, []byte("sep=")); ok && len(said) > 1 && said[1] == '\n' { // as Excel writes it
		t.Separator, length = rune(said[0]), len("sep=;\n")
	} else if first := separator.FindSubmatch(text); first != nil && t.Separator == 0 {
		t.Separator = rune(first[1][0])
	}
	reader := t.newReader(text[length:])
	row, err := next(reader)
	switch {
	case err == io.EOF:
		return 0, ErrEmpty
	case err != nil:
		return 0, ErrQuotes
	case !t.NoHeader:
		length += int(reader.InputOffset())
	}
	for i, name := range row {
		if t.NoHeader {
			name = strconv.Itoa(i + 1)
		}
		t.columns = append(t.columns, strings.TrimSpace(name))
	}
	if t.numbers, err = t.findColumn(); err != nil {
		return 0, err
	}
	if t.Where != nil {
		t.where, err = compile(*t.Where, t.columns)
	}
	return length, err
}

// separator finds the first character in a header, outside quotes, that spreadsheets put
// between fields.
var separator = regexp.MustCompile(`^[ \n]*(?:"[^"]*"|[^",;\t|\n])*([,;\t|])`)

func (t *Table) newReader(text []byte) *csv.Reader {
	reader := csv.NewReader(bytes.NewReader(text))
	reader.Comma, reader.FieldsPerRecord = cmp.Or(t.Separator, ','), -1
	reader.TrimLeadingSpace = t.Separator != ' ' && t.Separator != '\t' // it would drop separators
	return reader
}

var likeNumber = regexp.MustCompile(`^\PL*\d\PL*$`) // a digit and no letter

// findColumn returns the index of the column by its name, in any case, or by its position
// from 1. It refuses one that has a number in place of a name: chosen by its position, or
// by a name that is a number to send.
func (t *Table) findColumn() (int, error) {
	column := strings.TrimSpace(t.Column)
	isColumn := func(name string) bool { return strings.EqualFold(name, column) }
	index := slices.IndexFunc(t.columns, isColumn)
	position, err := strconv.Atoi(column)
	isPosition := 1 <= position && position <= len(t.columns)
	switch {
	case index >= 0 && slices.ContainsFunc(t.columns[index+1:], isColumn):
		return 0, fmt.Errorf("more than one column is named %s; give its position", quote.Value(column))
	case index >= 0 && isPosition && index != position-1:
		return 0, fmt.Errorf("column %d is named %s, which is also the position of another column; rename it", index+1, column)
	case index < 0 && !isPosition:
		return 0, fmt.Errorf("no column %s%s", quote.Value(column), t.columns)
	case isPosition:
		index = position - 1
	}
	isNumber := isPosition && likeNumber.MatchString(t.columns[index]) || err == nil && len(column) == grammar.Digits
	if isNumber && !t.NoHeader {
		return 0, fmt.Errorf("the header has the number %s in place of a name; if the table has no header, add --no-header", quote.Name(t.columns[index]))
	}
	return index, nil
}

// Columns are the names of the columns of a table, without blanks around them.
type columns []string

// String names the columns at the end of a message, but not all if there are many.
func (c columns) String() string {
	const most = 5
	var names []string
	for _, name := range c[:min(len(c), most)] {
		names = append(names, quote.Name(name))
	}
	list := "; the columns are " + strings.Join(names, ", ")
	if len(c) > most {
		list += fmt.Sprintf(" and %d more", len(c)-most)
	}
	return list
}
