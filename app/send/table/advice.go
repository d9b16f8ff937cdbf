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

// words are what people write who know other languages, and what to write instead.
var words = []struct {
	pattern *regexp.Regexp
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
}

var (
	quotedText  = regexp.MustCompile(`"[^"]*"|'[^']*'`)
	unknownName = regexp.MustCompile(`unknown name (\S+)`)
	typeOfField = regexp.MustCompile(`string and (int|float64)|(int|float64) and string|string as type`)
	identifier  = regexp.MustCompile(`^[\pL_][\pL\d_]*$`)
)

const adviceNum = "write num(Age) for the number in column Age"

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
	unquoted := quotedText.ReplaceAllString(where, `""`)
	for _, word := range words {
		if word.pattern.MatchString(unquoted) {
			return "; write " + word.write
		}
	}
	for _, name := range c {
		if !identifier.MatchString(name) && name != "" && strings.Contains(where, name) {
			return fmt.Sprintf("; write $env[%q] for the column", name)
		}
	}
	if name := unknownName.FindStringSubmatch(message); name != nil {
		return c.similar(name[1])
	}
	switch {
	case typeOfField.MatchString(message):
		return "; a field is text: " + adviceNum
	case strings.Contains(message, "unexpected token Identifier"):
		return `; a name of several words is written $env["First name"]`
	}
	return ""
}
