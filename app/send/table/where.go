package table

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"numberserver/app/quote"
)

// A match reports whether a row is selected. It is for one goroutine.
type match func(fields []string) (bool, error)

// everyRow makes matches for all rows.
func everyRow() match { return func([]string) (bool, error) { return true, nil } }

// compile returns a function that makes matches for an expression. Every field is text
// in it, and the type check refuses what cannot be done with text. Where text and a
// number are compared, the text is read as a number.
func compile(where string, c columns) (func() match, error) {
	fields := make(map[string]any)
	for _, name := range c {
		fields[name] = ""
	}
	v := &visitor{columns: c}
	num := func(arguments ...any) (any, error) { return number(arguments[0]) }
	// Expr's own int makes a number of NaN, which an empty field is as a number.
	whole := func(arguments ...any) (any, error) { return builtin.Int(arguments[0]), nil }
	options := []expr.Option{
		expr.Env(fields), expr.AsBool(), expr.Patch(v),
		expr.Function("num", num, new(func(string) float64)), expr.Function("int", whole, new(func(string) int)),
	}
	for operator, holds := range comparisons {
		name := " " + operator // which no column has
		options = append(options, expr.Function(name, compare(holds), ofNumbers...), expr.Operator(operator, name))
	}
	program, err := expr.Compile(where, options...)
	switch {
	case v.err != nil:
		err = v.err
	case err == nil && (len(v.used) == 0 || v.bare > 0):
		err = errors.New("it names no column")
	}
	return func() match { return v.match(program) }, explain(where, err, c)
}

// match returns a match for a program with the columns that v has noted.
func (v *visitor) match(program *vm.Program) match {
	var machine vm.VM
	env := make(map[string]any) // the machine is fastest with this type
	return func(fields []string) (bool, error) {
		for _, i := range v.used {
			env[v.columns[i]] = strings.TrimSpace(fields[i])
		}
		result, err := machine.Run(program, env)
		if wrong, ok := err.(*file.Error); ok {
			err = fmt.Errorf("--where: %s", quote.Name(wrong.Message)) // which may have parts of a row in it
		}
		return result == true, err
	}
}

// comparisons are the operators that compare numbers. None of them holds for NaN.
var comparisons = map[string]func(a, b float64) bool{
	"==": func(a, b float64) bool { return a == b },
	"!=": func(a, b float64) bool { return a < b || a > b },
	"<":  func(a, b float64) bool { return a < b },
	"<=": func(a, b float64) bool { return a <= b },
	">":  func(a, b float64) bool { return a > b },
	">=": func(a, b float64) bool { return a >= b },
}

// ofNumbers are the types of what is compared as numbers.
var ofNumbers = []any{
	new(func(string, int) bool), new(func(string, float64) bool), new(func(int, string) bool), new(func(float64, string) bool),
	new(func(float64, float64) bool), new(func(float64, int) bool), new(func(int, float64) bool),
}

func compare(holds func(a, b float64) bool) func(...any) (any, error) {
	return func(values ...any) (any, error) {
		a, errA := number(values[0])
		b, errB := number(values[1])
		return holds(a, b), cmp.Or(errA, errB)
	}
}

// number returns a number, or text as a number.
func number(value any) (float64, error) {
	switch value := value.(type) {
	case float64:
		return value, nil
	case string:
		return parse(value)
	}
	return float64(value.(int)), nil
}

// parse returns text as a decimal number. It may be neither a word nor a number only in
// Go's syntax. Empty text is NaN: no comparison with it is true.
func parse(text string) (float64, error) {
	number, err := strconv.ParseFloat(text, 64)
	switch {
	case text == "":
		return math.NaN(), nil
	case err != nil || math.IsNaN(number) || math.IsInf(number, 0) || strings.ContainsAny(text, "xX_"):
		return 0, fmt.Errorf("%s is not a number", quote.Value(text))
	case math.Abs(number) >= 1<<53:
		return 0, fmt.Errorf("%s is too large to be compared as a number", quote.Value(text))
	}
	return number, nil
}

// A visitor notes which columns an expression uses, and refuses what is never true, or
// always, for text.
type visitor struct {
	columns columns
	used    []int
	bare    int // how often $env is used without the name of a column
	err     error
}

// Visit is called for every node of the expression, inner nodes first.
func (v *visitor) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		v.use(n.Value)
	case *ast.MemberNode:
		if name, ok := n.Property.(*ast.StringNode); ok && n.Node.String() == "$env" {
			v.bare--
			v.use(name.Value)
			ast.Patch(node, &ast.IdentifierNode{Value: name.Value})
		}
	case *ast.NilNode:
		v.err = errors.New(`no field is nil; write == "" for an empty one`)
	case *ast.BinaryNode:
		if strings.ContainsAny(n.Operator, "<>") && v.isText(n.Left) && v.isText(n.Right) {
			v.err = fmt.Errorf("write A %[1]s 30 or num(A) %[1]s num(B) for numbers, string(A) %[1]s string(B) for the order of text", n.Operator)
		}
		if list, ok := n.Right.(*ast.ArrayNode); ok && v.isColumn(n.Left) && slices.ContainsFunc(list.Nodes, isNumber) {
			v.err = errors.New("a field is text, and there are numbers in the list; write num(Age)")
		}
	}
}

func (v *visitor) use(name string) {
	if name == "$env" {
		v.bare++
	}
	i := slices.Index(v.columns, name)
	if i < 0 || slices.Contains(v.used, i) {
		return
	}
	if slices.Contains(v.columns[i+1:], name) {
		v.err = fmt.Errorf("more than one column is named %s", quote.Value(name))
	}
	v.used = append(v.used, i)
}

func (v *visitor) isColumn(node ast.Node) bool {
	name, ok := node.(*ast.IdentifierNode)
	return ok && slices.Contains(v.columns, name.Value)
}

// isText reports whether node is text that may be meant as a number.
func (v *visitor) isText(node ast.Node) bool {
	text, ok := node.(*ast.StringNode)
	if !ok || text.Value == "" {
		return v.isColumn(node)
	}
	_, err := parse(text.Value)
	return err == nil
}

func isNumber(node ast.Node) bool {
	_, err := parse(node.String())
	return err == nil
}
