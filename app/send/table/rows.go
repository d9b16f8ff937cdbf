package table

import (
	"encoding/csv"
	"errors"
	"fmt"
)

// Rows is a run of whole rows of a table.
type Rows struct {
	table  *Table
	reader *csv.Reader
	match  func(row []string) (bool, error)
	value  []byte
}

// A RowError says what is wrong with a row.
type RowError struct {
	Line  int  // in the text of the rows, from 1
	Fatal bool // it is unknown where the next row begins
	Err   error
}

func (e *RowError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Rows returns the rows in text.
func (t *Table) Rows(text []byte) *Rows {
	rows := &Rows{table: t, reader: t.newReader(text), match: func([]string) (bool, error) { return true, nil }}
	rows.reader.FieldsPerRecord = len(t.names)
	if t.filter != nil {
		rows.match = t.filter.matcher()
	}
	return rows
}

// Next returns the value that the next selected row has in the column of the
// numbers, and the line of that row. The value is valid until the next call. The
// error is io.EOF after the last row, otherwise a *RowError.
func (r *Rows) Next() (value []byte, line int, err error) {
	for {
		row, err := r.reader.Read()
		if err != nil {
			return nil, 0, r.wrong(row, err)
		}
		line, _ = r.reader.FieldPos(0)
		selected, err := r.match(row)
		if err != nil {
			return nil, line, &RowError{Line: line, Err: err}
		}
		if selected {
			r.value = append(r.value[:0], row[r.table.column]...)
			return r.value, line, nil
		}
	}
}

// wrong returns the RowError for an error of the CSV reader.
func (r *Rows) wrong(row []string, err error) error {
	var wrong *csv.ParseError
	switch {
	case !errors.As(err, &wrong):
		return err // io.EOF: reading from memory cannot fail
	case errors.Is(err, csv.ErrFieldCount):
		return &RowError{Line: wrong.StartLine, Err: fmt.Errorf("the header has %d fields, the row %d", len(r.table.names), len(row))}
	}
	return &RowError{Line: wrong.StartLine, Fatal: true, Err: wrong.Err}
}
