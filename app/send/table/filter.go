package table

import (
	"errors"
	"fmt"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"numberserver/app/quote"
)

// A filter selects rows by an expression. It may be used concurrently.
type filter struct {
	program *vm.Program
	used    map[string]int // the columns in the expression, with their indexes
}

// Validate checks the expression as far as that is possible without a header.
func (q *Query) Validate() error {
	if q == nil || q.Where == "" {
		return nil
	}
	_, err := parser.Parse(q.Where)
	return expressionError(q.Where, err)
}

func newFilter(expression string, names []string) (*filter, error) {
	env := make(map[string]any)
	for _, name := range names {
		env[name] = "" // every field is a text
	}
	p := &patcher{names: names, used: make(map[string]int)}
	options := append(comparisons(), expr.Env(env), expr.AsBool(), expr.Patch(p))
	program, err := expr.Compile(expression, options...)
	if refused := p.refused(); refused != nil {
		err = refused
	}
	if err != nil {
		return nil, fmt.Errorf("%w; the columns are %s", expressionError(expression, err), list(names))
	}
	return &filter{program, p.used}, nil
}

// list returns the names of columns for a message.
func list(names []string) string {
	var printable []string
	for _, name := range names {
		printable = append(printable, quote.Name(name))
	}
	return strings.Join(printable, ", ")
}

// expressionError adds to err the expression, and the place where it is wrong.
func expressionError(expression string, err error) error {
	var wrong *file.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		return fmt.Errorf("expression %s, character %d: %s", quote.Value(expression), wrong.Column+1, quote.Name(wrong.Message))
	}
	return fmt.Errorf("expression %s: %w", quote.Value(expression), err)
}

// matcher returns a function that reports whether a row is selected. It is for one
// goroutine.
func (f *filter) matcher() func(row []string) (bool, error) {
	machine := new(vm.VM)
	env := make(map[string]any)
	return func(row []string) (bool, error) {
		for name, i := range f.used {
			env[name] = row[i]
		}
		result, err := machine.Run(f.program, env)
		if err != nil {
			return false, rowError(err)
		}
		selected, ok := result.(bool)
		if !ok {
			return false, fmt.Errorf("the expression is %s, neither true nor false", describe(result))
		}
		return selected, nil
	}
}

// rowError returns the message of err alone, which may have parts of a row in it.
func rowError(err error) error {
	var wrong *file.Error
	if errors.As(err, &wrong) {
		return errors.New(quote.Name(wrong.Message))
	}
	return errors.New(quote.Name(err.Error()))
}
