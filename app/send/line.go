package send

import (
	"errors"
	"fmt"

	"numberserver/app/grammar"
)

// A rule says what is done about values that are no number of nine digits.
type rule struct {
	pad  bool // put zeros in front of a shorter number
	skip bool // leave out what is no number
}

// appendLine appends the line for value to lines, or says why it is no number.
func (r rule) appendLine(lines, value []byte) ([]byte, error) {
	missing := grammar.Digits - len(value)
	if !isDigits(value) || missing < 0 || missing > 0 && !r.pad || len(value) == 0 {
		return lines, r.flaw(value)
	}
	for range missing {
		lines = append(lines, '0')
	}
	lines = append(lines, value...)
	return append(lines, grammar.Newline...), nil
}

// flaw says what is wrong with value.
func (r rule) flaw(value []byte) error {
	switch {
	case len(value) == 0:
		return errors.New("there is no number")
	case string(value) == grammar.Terminate:
		return fmt.Errorf("%q would stop the server; for that, run numberserver terminate", value)
	case !isDigits(value):
		return fmt.Errorf("%s is no number of %d digits", quote(value), grammar.Digits)
	case len(value) < grammar.Digits:
		return fmt.Errorf("%s has %s, not %d; --pad puts zeros in front", value, count(int64(len(value)), "digit"), grammar.Digits)
	}
	return fmt.Errorf("%s has more than %d digits", quote(value), grammar.Digits)
}

// isDigits reports whether value is nothing but decimal digits.
func isDigits(value []byte) bool {
	for _, b := range value {
		if b < '0' || b > '9' {
			return false
		}
	}
	return true
}
