package table

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"numberserver/app/quote"
)

// advices say what to write instead of what people write who know other languages, or
// who meet a message of Expr.
var advices = []struct {
	pattern *regexp.Regexp // of an expression without its texts, or of the message
	write   string
}{
	{regexp.MustCompile(`<>`), `!=`},
	{regexp.MustCompile(`(^|[^=!<>])=([^=]|$)`), `==`},
	{regexp.MustCompile(`(?i)\bis\s+not\s+(null|empty)\b`), `!= ""`},
	{regexp.MustCompile(`(?i)\bis\s+(null|empty)\b`), `== ""`},
	{regexp.MustCompile(`(?i)\blike\b`), `contains, startsWith or matches`},
	{regexp.MustCompile(`\bAND\b`), `and`},
	{regexp.MustCompile(`\bOR\b`), `or`},
	{regexp.MustCompile(`\bNOT\b`), `not`},
	{regexp.MustCompile(`to call int |: % \(mismatched`), `int(Age) for the whole number in column Age`},
	{regexp.MustCompile(`string and (int|float64)|(int|float64) and string|string as type`), `num(Age) for the number in column Age`},
	{regexp.MustCompile(`unexpected token Identifier`), `$env["First name"] for a name of several words`},
}

var (
	quotedText  = regexp.MustCompile(`"[^"]*"|'[^']*'`)
	unknownName = regexp.MustCompile(`unknown name (\S+)`)
	identifier  = regexp.MustCompile(`^[\pL_][\pL\d_]*$`)
)

// Validate checks the expression as far as that is possible without a table.
func (q *Query) Validate() error {
	_, err := parser.Parse(q.Where)
	return explain(q.Where, err, nil)
}

// explain adds to err the expression, the place where it is wrong, and what to write
// instead. The columns are nil as long as no table is known.
func explain(where string, err error, c columns) error {
	if err == nil {
		return nil
	}
	place, message := "", err.Error()
	var wrong *file.Error
	if errors.As(err, &wrong) {
		place, message = fmt.Sprintf(", character %d", wrong.Column+1), quote.Name(wrong.Message)
	}
	message += advice(where, message, c)
	if c != nil {
		message += "; " + c.String()
	}
	return fmt.Errorf("--where %s%s: %s", quote.Value(where), place, message)
}

// advice returns what to write instead of an expression that cannot be used.
func advice(where, message string, c columns) string {
	if name := unknownName.FindStringSubmatch(message); name != nil {
		if similar := c.similar(name[1]); similar != "" {
			return similar
		}
	}
	for _, name := range c {
		if !identifier.MatchString(name) && name != "" && strings.Contains(where, name) {
			return fmt.Sprintf("; write $env[%q] for the column", name)
		}
	}
	for _, a := range advices {
		if a.pattern.MatchString(quotedText.ReplaceAllString(where, `""`)) || a.pattern.MatchString(message) {
			return "; write " + a.write
		}
	}
	return ""
}
