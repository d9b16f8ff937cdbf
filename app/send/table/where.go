package table

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"numberserver/app/quote"
)

// An expression selects rows. As a visitor of its own syntax tree, it notes which columns
// it uses, has numbers compared as numbers, and refuses what cannot be meant for text.
type expression struct {
	program *vm.Program
	columns columns
	used    []int // indices of columns
	bare    int   // how often $env is used without the name of a column
	err     error
}

// compile returns an expression for rows with the columns c. Every field is text in it,
// and the type check refuses what cannot be done with text. Where text and a number are
// compared, the text is read as a number.
func compile(where string, c columns) (e *expression, err error) {
	fields := make(map[string]any)
	for _, name := range c {
		fields[name] = ""
	}
	e = &expression{columns: c}
	e.program, err = expr.Compile(where, expr.Env(fields), expr.AsBool(), expr.Patch(e),
		expr.Function("num", number, new(func(any) float64)), expr.Function(toNumber, number, new(func(any) float64)))
	if err == nil && (len(e.used) == 0 || e.bare > 0) {
		err = errors.New(`it names no column; write $env["First name"] for a name that is not one word`)
	}
	return e, explain(where, cmp.Or(e.err, err), c)
}

// newMatch returns a function for one goroutine that says why a row is not selected. A
// nil expression selects all rows.
func (e *expression) newMatch() func(fields []string) error {
	if e == nil {
		return func([]string) error { return nil }
	}
	var machine vm.VM
	env := make(map[string]any) // the machine is fastest with this type
	return func(fields []string) error {
		for _, i := range e.used {
			if !utf8.ValidString(fields[i]) {
				return fmt.Errorf("--where: %s is not UTF-8; save the table as CSV UTF-8", quote.Value(fields[i]))
			}
			env[e.columns[i]] = strings.TrimSpace(fields[i])
		}
		result, err := machine.Run(e.program, env)
		if wrong, ok := err.(*file.Error); ok {
			return fmt.Errorf("--where: %s", quote.Name(wrong.Message)) // which may have parts of a row in it
		} else if err == nil && result != true {
			return ErrUnmatched
		}
		return err
	}
}

// number is the function num: it returns text as a decimal number, which may be neither a
// word nor a number only in Go's syntax. Empty text is NaN, which is neither less nor
// greater than a number, nor equal to it.
func number(arguments ...any) (any, error) {
	text, isText := arguments[0].(string)
	if !isText {
		return builtin.Float(arguments[0]), nil
	}
	number, err := strconv.ParseFloat(text, 64)
	switch {
	case text == "":
		return math.NaN(), nil
	case err != nil || !(math.Abs(number) < 1<<53) || strings.ContainsAny(text, "xX_"): // larger ones are not exact
		return nil, fmt.Errorf("%s is not a number of at most 15 digits", quote.Value(text))
	}
	return number, nil
}

// Visit is called for every node of the expression, inner nodes first.
func (e *expression) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		e.use(n.Value)
	case *ast.MemberNode:
		if name, ok := n.Property.(*ast.StringNode); ok && n.Node.String() == "$env" {
			e.bare-- // it was visited before
			e.use(name.Value)
		}
	case *ast.SequenceNode:
		e.err = errors.New("conditions are joined by and, or by or, not by a semicolon")
	case *ast.NilNode:
		e.err = errors.New(`no field is nil; write == "" for an empty one`)
	case *ast.BuiltinNode:
		if n.Name == "int" && slices.ContainsFunc(n.Arguments, isNumber) { // which may be NaN
			e.err = errors.New("write int(Age) for the whole number in column Age")
		}
	case *ast.CallNode:
		n.Nature().Type = nil // Expr does not look into a call that has a type, and would miss unknown names in it
		if callee, ok := n.Callee.(*ast.IdentifierNode); ok && callee.Value == "num" {
			callee.Value = toNumber
		} else if ok && slices.Contains(e.columns, callee.Value) { // which hides the function
			ast.Patch(node, &ast.BuiltinNode{Name: callee.Value, Arguments: n.Arguments})
		}
	case *ast.BinaryNode:
		e.compare(node, n)
	}
}

// Reset and ShouldRepeat make Visit repeatable: Expr checks names and types once more after it.
func (e *expression) Reset()             {}
func (e *expression) ShouldRepeat() bool { return false }

func (e *expression) use(name string) {
	i := slices.Index(e.columns, name)
	switch {
	case name == "$env":
		e.bare++
	case i >= 0 && slices.Contains(e.columns[i+1:], name):
		e.err = fmt.Errorf("more than one column is named %s", quote.Value(name))
	case i >= 0 && !slices.Contains(e.used, i):
		e.used = append(e.used, i)
	}
}

// toNumber is num with a name that no column has.
const toNumber = " num"

// compare has what is compared with a number read as a number.
func (e *expression) compare(node *ast.Node, n *ast.BinaryNode) {
	asNumber := func(operand *ast.Node) {
		if sum, ok := (*operand).(*ast.BinaryNode); ok && sum.Operator == "+" {
			e.err = errors.New("+ joins texts; write num(A) + num(B) for numbers")
		}
		ast.Patch(operand, &ast.CallNode{Callee: &ast.IdentifierNode{Value: toNumber}, Arguments: []ast.Node{*operand}})
	}
	left, right := n.Left.Nature(), n.Right.Nature()
	_, isLeftConstant := n.Left.(*ast.StringNode)
	_, isRightConstant := n.Right.(*ast.StringNode)
	isOrder := strings.ContainsAny(n.Operator, "<>")
	switch {
	case isLeftConstant && isRightConstant && n.Operator != "+":
		e.err = errors.New(`a name in quotes is a text; write $env["First name"] for a name that is not one word`)
	case isOrder && left.IsString() && right.IsString():
		e.err = fmt.Errorf("text has no order; write A %[1]s 30 or num(A) %[1]s num(B) for numbers, date(A) %[1]s date(B) for dates", n.Operator)
	case !isOrder && n.Operator != "==" && n.Operator != "!=":
	case left.IsNumber() && !right.IsNumber():
		asNumber(&n.Right)
	case right.IsNumber() && !left.IsNumber():
		asNumber(&n.Left)
	}
	if n.Operator == "!=" && (left.IsNumber() || right.IsNumber()) { // is true for NaN
		less, greater := *n, *n
		less.Operator, greater.Operator = "<", ">"
		ast.Patch(node, &ast.BinaryNode{Operator: "or", Left: &less, Right: &greater})
	}
}

func isNumber(node ast.Node) bool { return node.Nature().IsNumber() }

// syntax says what to write instead of what people write who know other languages.
const syntax = `; write == for =, != for <>, and, or, not in small letters, startsWith "A" for LIKE "A%", == "" for is null, ` +
	`num(Age) for the number in column Age, int(Age) for a whole one, $env["First name"] for a name that is not one word`

// explain adds to err the expression, the place where it is wrong, advice and the columns.
func explain(where string, err error, c columns) error {
	if err == nil {
		return nil
	}
	message := err.Error()
	if wrong, ok := err.(*file.Error); ok {
		advice := syntax
		for _, name := range c {
			if strings.EqualFold(wrong.Message, "unknown name "+name) {
				advice = fmt.Sprintf("; did you mean %s?", quote.Name(name))
			}
		}
		message = fmt.Sprintf("character %d: %s%s", wrong.Column+1, quote.Name(wrong.Message), advice)
	}
	return fmt.Errorf("--where %s: %s%s", quote.Value(where), message, c)
}
