package table

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
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
func compile(where string, c columns) (*expression, error) {
	fields := make(map[string]any)
	for _, name := range c {
		fields[name] = ""
	}
	e := &expression{columns: c}
	num := func(arguments ...any) (any, error) { return number(arguments[0].(string)) }
	var err error
	e.program, err = expr.Compile(where, expr.Env(fields), expr.AsBool(), expr.Patch(e),
		expr.Function("num", num, new(func(string) float64)), expr.Function(toNumber, num, new(func(string) float64)))
	if e.err == nil && err == nil && (len(e.used) == 0 || e.bare > 0) {
		err = errors.New("it names no column")
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
			env[e.columns[i]] = strings.TrimSpace(fields[i])
		}
		result, err := machine.Run(e.program, env)
		if wrong, ok := err.(*file.Error); ok {
			return fmt.Errorf("--where: %s", quote.Name(wrong.Message)) // which may have parts of a row in it
		} else if err == nil && result == false {
			return ErrUnmatched
		}
		return err
	}
}

// number returns text as a decimal number. It may be neither a word nor a number only in
// Go's syntax. Empty text is NaN, which is neither less nor greater than a number, nor
// equal to it.
func number(text string) (float64, error) {
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

// Visit is called for every node of the expression, inner nodes first.
func (e *expression) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		e.use(n.Value)
	case *ast.MemberNode:
		if name, ok := n.Property.(*ast.StringNode); ok && n.Node.String() == "$env" {
			e.bare--
			e.use(name.Value)
		}
	case *ast.NilNode:
		e.err = errors.New("no field is nil")
	case *ast.BuiltinNode:
		if n.Name == "int" && isNumber(n.Arguments[0]) {
			e.err = errors.New("write int(Age) for the whole number in column Age")
		}
	case *ast.BinaryNode:
		e.compare(node, n)
	}
}

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

// compare reads text as a number where it is compared with one.
func (e *expression) compare(node *ast.Node, n *ast.BinaryNode) {
	read := func(text *ast.Node) {
		ast.Patch(text, &ast.CallNode{Callee: &ast.IdentifierNode{Value: toNumber}, Arguments: []ast.Node{*text}})
	}
	list, _ := n.Right.(*ast.ArrayNode)
	isOrder, hasNumber := strings.ContainsAny(n.Operator, "<>"), isNumber(n.Left) || isNumber(n.Right)
	switch {
	case list != nil && isText(n.Left) && slices.ContainsFunc(list.Nodes, isNumber):
		e.err = errors.New("a field is text, and there are numbers in the list; write num(Age)")
	case isOrder && isText(n.Left) && isText(n.Right):
		e.err = fmt.Errorf("text has no order; write A %[1]s 30 or num(A) %[1]s num(B) for numbers, date(A) %[1]s date(B) for dates", n.Operator)
	case !isOrder && n.Operator != "==" && n.Operator != "!=":
	case hasNumber && isText(n.Left):
		read(&n.Left)
	case hasNumber && isText(n.Right):
		read(&n.Right)
	}
	if n.Operator == "!=" && hasNumber { // is true for NaN
		less, greater := *n, *n
		less.Operator, greater.Operator = "<", ">"
		ast.Patch(node, &ast.BinaryNode{Operator: "or", Left: &less, Right: &greater})
	}
}

func isText(node ast.Node) bool { return node.Type().Kind() == reflect.String }

func isNumber(node ast.Node) bool {
	return node.Type().Kind() == reflect.Int || node.Type().Kind() == reflect.Float64
}

// advices say what to write instead of what people write who know other languages, or
// who meet a message of Expr.
var advices = []struct {
	pattern *regexp.Regexp // of an expression without its texts, and the message
	write   string
}{
	{regexp.MustCompile(`<>`), `!=`},
	{regexp.MustCompile(`(^|[^=!<>])=([^=]|$)`), `==`},
	{regexp.MustCompile(`(?i)\b(is (not )?empty|null|nil)\b`), `== "" for an empty field, != "" for the others`},
	{regexp.MustCompile(`(?i)\blike\b`), `contains, startsWith or matches`},
	{regexp.MustCompile(`\b(AND|OR|NOT)\b`), `and, or, not in small letters`},
	{regexp.MustCompile(`: % \(mismatched`), `int(Age) for the whole number in column Age`},
	{regexp.MustCompile(`mismatched types|string as type`), `num(Age) for the number in column Age`},
}

var (
	quotedText = regexp.MustCompile(`"[^"]*"|'[^']*'`)
	identifier = regexp.MustCompile(`^[\pL_][\pL\d_]*$`)
)

// explain adds to err the expression, the place where it is wrong, what to write instead,
// and the columns.
func explain(where string, err error, c columns) error {
	if err == nil {
		return nil
	}
	place, message := "", err.Error()
	if wrong, ok := err.(*file.Error); ok {
		place, message = fmt.Sprintf(", character %d", wrong.Column+1), quote.Name(wrong.Message)
	}
	return fmt.Errorf("--where %s%s: %s%s%s", quote.Value(where), place, message, c.advice(where, message), c)
}

// advice returns what to write instead of an expression that cannot be used.
func (c columns) advice(where, message string) string {
	for _, name := range c {
		switch {
		case strings.EqualFold(message, "unknown name "+name):
			return fmt.Sprintf("; did you mean %s?", quote.Name(name))
		case !identifier.MatchString(name) && name != "" && strings.Contains(where, name):
			return fmt.Sprintf("; write $env[%q] for the column", name)
		}
	}
	for _, a := range advices {
		if a.pattern.MatchString(quotedText.ReplaceAllString(where, `""`) + "\n" + message) {
			return "; write " + a.write
		}
	}
	return ""
}
