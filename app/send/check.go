package send

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"numberserver/app/grammar"
	"numberserver/app/quote"
	"numberserver/app/send/table"
)

// A rule says what to do with values that are not nine-digit numbers.
type rule struct {
	pad  bool // put zeros in front of a shorter number
	skip bool // skip anything else instead of ending there
}

// checkAll checks chunks until there are no more. When ctx is done, it ends with the
// current row: an expression may be slow.
func (r rule) checkAll(ctx context.Context, unchecked <-chan *chunk) {
	for c := range unchecked {
		if c.table != nil {
			r.checkRows(ctx, c)
		} else {
			r.checkLines(c)
		}
		c.checked <- struct{}{}
	}
}

// checkLines finds the valid lines of c. They are not copied if all of them are
// valid, as in a plain file of numbers.
func (r rule) checkLines(c *chunk) {
	end := grammar.NumberLines(c.text)
	c.lines = end / grammar.Length
	c.valid = c.text[:end]
	if end == len(c.text) {
		return
	}
	c.cleaned = append(c.cleaned, c.valid...)
	for rest := c.text[end:]; len(rest) > 0 && c.err == nil; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		c.lines++
		r.add(c, c.lines, bytes.TrimSuffix(line, []byte("\r")))
	}
	c.valid = c.cleaned
}

// checkRows finds the numbers in the rows of c.
func (r rule) checkRows(ctx context.Context, c *chunk) {
	c.lines = bytes.Count(c.text, []byte("\n"))
	for rows := c.table.Rows(c.text); c.err == nil && ctx.Err() == nil; {
		value, line, err := rows.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			r.rejectRow(c, err)
			continue
		}
		r.add(c, line, value)
	}
	c.valid = c.cleaned
}

// rejectRow rejects a row. It ends the source if it is unknown where the next row
// begins.
func (r rule) rejectRow(c *chunk, err error) {
	var wrong *table.RowError
	if errors.As(err, &wrong) {
		c.reject(r.skip && !wrong.Fatal, wrong.Line, wrong.Err)
	}
}

// add adds a line for value to the cleaned lines of c, or rejects it.
func (r rule) add(c *chunk, line int, value []byte) {
	var err error
	if c.cleaned, err = r.appendLine(c.cleaned, value); err != nil {
		c.reject(r.skip, line, err)
	}
}

// appendLine appends the line for value to lines, or says why there is none.
func (r rule) appendLine(lines, value []byte) ([]byte, error) {
	missing := grammar.Digits - len(value)
	if !isDigits(value) || missing < 0 || missing > 0 && !r.pad || len(value) == 0 {
		return lines, invalid(value)
	}
	for range missing {
		lines = append(lines, '0')
	}
	lines = append(lines, value...)
	return append(lines, grammar.Newline...), nil
}

// invalid says why value is not a number line.
func invalid(value []byte) error {
	switch {
	case len(value) == 0:
		return errors.New("there is no number")
	case string(value) == grammar.Terminate:
		return fmt.Errorf("%q would stop the server; for that, run numberserver terminate", value)
	case bytes.ContainsAny(value, ",;|\t"):
		return fmt.Errorf("%s is not a number of %d digits; for a table there is --csv", quote.Value(value), grammar.Digits)
	case !isDigits(value) && isDigits(bytes.TrimSpace(value)):
		return fmt.Errorf("%s has blanks before or after the number", quote.Value(value))
	case !isDigits(value):
		return fmt.Errorf("%s is not a number of %d digits", quote.Value(value), grammar.Digits)
	case len(value) < grammar.Digits:
		return fmt.Errorf("%s has %s, not %d; --pad puts zeros in front", value, Count(int64(len(value)), "digit"), grammar.Digits)
	}
	return fmt.Errorf("%s has more than %d digits", quote.Value(value), grammar.Digits)
}

// isDigits reports whether value has only decimal digits.
func isDigits(value []byte) bool {
	for _, b := range value {
		if b < '0' || b > '9' {
			return false
		}
	}
	return true
}
