package send

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"numberserver/app/grammar"
	"numberserver/app/quote"
	"numberserver/app/send/table"
)

// A rule says what to do with values that are not nine-digit numbers.
type rule struct {
	pad  bool // put zeros in front of a shorter number
	skip bool // skip anything else instead of ending there
}

// check finds the valid lines of c. When ctx is done, it ends with the current row:
// an expression may be slow.
func (r rule) check(ctx context.Context, c *chunk) {
	switch {
	case c.err != nil: // the source could not be read
	case c.table != nil:
		r.checkRows(ctx, c)
	default:
		r.checkLines(c)
	}
}

// checkLines finds the valid lines of c. They are not copied if all of them are
// valid, as in a plain file of numbers.
func (r rule) checkLines(c *chunk) {
	end := grammar.NumberLines(c.text)
	c.valid = c.text[:end]
	if end == len(c.text) {
		return
	}
	c.cleaned = append(c.cleaned, c.valid...)
	number := end / grammar.Length
	for rest := c.text[end:]; len(rest) > 0 && c.err == nil; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, newline)
		number++
		switch line = bytes.TrimSpace(line); {
		case len(line) == 0:
		case line[0] == '#':
			c.result.Comments++
		default:
			r.add(c, number, line)
		}
	}
	c.valid = c.cleaned
}

// checkRows finds the numbers in the rows of c.
func (r rule) checkRows(ctx context.Context, c *chunk) {
	for row := range c.table.Rows(c.text) {
		switch {
		case row.Lost:
			rule{}.reject(c, row.Line, row.Err)
		case row.Err != nil:
			r.reject(c, row.Line, row.Err)
		case !row.Matched:
			c.result.Unmatched++
		default:
			c.result.Matched++
			r.add(c, row.Line, row.Number)
		}
		if c.err != nil || ctx.Err() != nil {
			break
		}
	}
	c.valid = c.cleaned
}

// add adds a line for value to the cleaned lines of c, or rejects it.
func (r rule) add(c *chunk, line int, value []byte) {
	var ok bool
	if c.cleaned, ok = r.appendLine(c.cleaned, value); !ok {
		r.reject(c, line, r.invalid(value, c.table))
	}
}

// reject skips a line of c, or ends the source there. It skips nothing in data that is
// not text: what looks like a number there is none.
func (r rule) reject(c *chunk, line int, err error) {
	switch {
	case r.skip && c.result.Invalid > 0:
		c.result.Invalid++
		return
	case c.source.number:
		err = fmt.Errorf("%s: %w", c.source.name, err)
	default:
		err = fmt.Errorf("%s:%d: %w", c.source.name, c.line+line, err)
	}
	switch {
	case !r.skip:
		c.err = err
	case !isText(c.text):
		c.err = fmt.Errorf("%w; it is not skipped, because there are control characters near it: is this text?", err)
	default:
		c.result.Invalid, c.result.First = 1, err
	}
}

// appendLine appends the line for value to lines, and reports whether value is a
// number.
func (r rule) appendLine(lines, value []byte) (_ []byte, ok bool) {
	missing := grammar.Digits - len(value)
	if !isDigits(value) || missing < 0 || missing > 0 && !r.pad || len(value) == 0 {
		return lines, false
	}
	for range missing {
		lines = append(lines, '0')
	}
	lines = append(lines, value...)
	return append(lines, grammar.Newline...), true
}

// invalid says why value is not a number, and which flag may help. The table is nil if
// value is a line.
func (r rule) invalid(value []byte, t *table.Table) error {
	hint := ""
	switch {
	case t != nil:
		hint = t.Hint(string(value))
	case bytes.ContainsAny(value, ",;|\t"):
		hint = "; for a table there is --csv"
	}
	switch {
	case len(value) == 0:
		return errors.New("there is no number")
	case string(value) == grammar.Terminate:
		return fmt.Errorf("%q would stop the server; for that, run numberserver terminate", value)
	case !isDigits(value):
		return fmt.Errorf("%s is not a number of %d digits%s", quote.Value(value), grammar.Digits, hint)
	case len(value) < grammar.Digits:
		return fmt.Errorf("%s has %s, not %d; --pad puts zeros in front", value, Count(int64(len(value)), "digit"), grammar.Digits)
	}
	return fmt.Errorf("%s has more than %d digits", quote.Value(value), grammar.Digits)
}

// isDigits reports whether value has only decimal digits.
func isDigits(value []byte) bool {
	return bytes.IndexFunc(value, func(char rune) bool { return char < '0' || char > '9' }) < 0
}
