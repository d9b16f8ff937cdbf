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
	"unicode"

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

// Reasons for which there is no header, or no number in a row.
var (
	ErrEmpty     = errors.New("the table is empty")
	ErrUnmatched = errors.New("the expression is false")
	// ErrQuotes is the reason for a row of which it is unknown where the next one begins.
	ErrQuotes = errors.New(`a quote is missing or misplaced; quotes go around a whole field, with no blank after them, and "" is a quote inside`)
)

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
	reader.TrimLeadingSpace = !unicode.IsSpace(t.Separator) // it would drop separators
	return reader
}

var likeNumber = regexp.MustCompile(`^\PL*\d\PL*$`) // a digit and no letter

// findColumn returns the index of the column by its name, ignoring case, or by its
// position from 1. It refuses one that has a number in place of a name: chosen by its
// position, or by a name that is a number to send.
func (t *Table) findColumn() (int, error) {
	column := strings.TrimSpace(t.Column)
	isColumn := func(name string) bool { return strings.EqualFold(name, column) }
	index := slices.IndexFunc(t.columns, isColumn)
	position, err := strconv.Atoi(column)
	isPosition := 1 <= position && position <= len(t.columns) && strconv.Itoa(position) == column
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
		names = append(names, quote.Value(name))
	}
	list := "; the columns are " + strings.Join(names, ", ")
	if len(c) > most {
		list += fmt.Sprintf(" and %d more", len(c)-most)
	}
	return list
}

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
