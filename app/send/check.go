package send

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"numberserver/app/grammar"
	"numberserver/app/quote"
	"numberserver/app/send/table"
)

// check finds the valid lines of c. When ctx is done, it ends with the current row: an
// expression may be slow.
func (s Settings) check(ctx context.Context, c *chunk) {
	if c.table == nil {
		s.checkLines(c)
		return
	}
	c.table.Rows(c.text, func(line int, number []byte, err error) (more bool) {
		switch err {
		case nil:
			c.result.Matched++
			s.add(c, line, number)
		case table.ErrUnmatched:
			c.result.Unmatched++
		default:
			s.reject(c, line, err)
		}
		return c.result.invalid == nil && ctx.Err() == nil
	})
	c.valid = c.cleaned
}

// checkLines finds the valid lines of c. They are not copied if all of them are
// valid, as in a plain file of numbers.
func (s Settings) checkLines(c *chunk) {
	end := grammar.NumberLines(c.text)
	c.valid = c.text[:end]
	if end == len(c.text) {
		return
	}
	c.cleaned = slices.Grow(c.cleaned, bytes.Count(c.text, newline)*grammar.Length)
	c.cleaned = append(c.cleaned, c.valid...)
	number := end / grammar.Length
	for line := range bytes.Lines(c.text[end:]) {
		number++
		switch line = bytes.TrimSpace(line); {
		case len(line) == 0:
		case line[0] == '#':
			c.result.Comments++
		default:
			s.add(c, number, line)
		}
		if c.result.invalid != nil {
			break
		}
	}
	c.valid = c.cleaned
}

// add adds a line for value to the lines of c, or rejects it.
func (s Settings) add(c *chunk, line int, value []byte) {
	if err := s.validate(value); err != nil {
		s.reject(c, line, err)
		return
	}
	c.cleaned = append(c.cleaned, "000000000"[len(value):]...)
	c.cleaned = append(c.cleaned, value...)
	c.cleaned = append(c.cleaned, grammar.Newline...)
}

// errNotText ends the source even with SkipInvalid: digits in binary data are not numbers.
var errNotText = errors.New("has control characters: is this text?")

// validate returns nil if value is a number, else why it is not and which flag helps.
func (s Settings) validate(value []byte) error {
	isNumber := isDigits(value)
	switch {
	case isNumber && len(value) > grammar.Digits:
		return fmt.Errorf("%s has more than %d digits", quote.Value(value), grammar.Digits)
	case isNumber && len(value) < grammar.Digits && !s.Pad:
		return fmt.Errorf("%s has %s, not %d; --pad puts zeros in front", value, quote.Count(len(value), "digit"), grammar.Digits)
	case isNumber:
		return nil
	case string(value) == grammar.Terminate:
		return fmt.Errorf("%q would stop the server; for that, run numberserver terminate", value)
	case !isText(value):
		return fmt.Errorf("%s %w", quote.Value(value), errNotText)
	case !s.CSV && bytes.ContainsAny(value, ",;\t|"):
		return fmt.Errorf("%s is not a number of %d digits; for a table there is --csv", quote.Value(value), grammar.Digits)
	}
	return fmt.Errorf("%s is not a number of %d digits", quote.Value(value), grammar.Digits)
}

// reject skips a line of c, or ends the source there.
func (s Settings) reject(c *chunk, line int, err error) {
	isSkipped := s.SkipInvalid && err != table.ErrQuotes && !errors.Is(err, errNotText)
	if isSkipped && c.result.Invalid > 0 {
		c.result.Invalid++
		return
	}
	err = fmt.Errorf("%s:%d: %w", c.source.name, c.line+line, err)
	if isSkipped {
		c.result.Invalid, c.result.First = 1, err
	} else {
		c.result.invalid = err
	}
}
