package table

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"numberserver/app/quote"
)

// A filter selects rows by an expression. It may be used concurrently.
type filter struct {
	program *vm.Program
	columns columns
	used    []int // indexes of the columns in the expression
}

// newFilter compiles an expression. Every field is text in it, and the type check
// refuses what cannot be done with text.
func newFilter(where string, c columns) (*filter, error) {
	fields := make(map[string]any)
	for _, name := range c {
		fields[name] = ""
	}
	v := &visitor{columns: c}
	program, err := expr.Compile(where, expr.Env(fields), expr.AsBool(), expr.Patch(v),
		expr.Function("num", num, new(func(string) float64)), expr.Function(plainNum, num, new(func(string) float64)))
	switch {
	case v.err != nil:
		err = v.err
	case err == nil && v.bare > 0:
		err = errors.New(`$env needs the name of a column: $env["Name"]`)
	case err == nil && len(v.used) == 0:
		err = errors.New("it names no column")
	}
	return &filter{program, c, v.used}, explain(where, err, c)
}

// matcher returns a function that reports whether a row is selected. It is for one
// goroutine. A nil filter selects all rows.
func (f *filter) matcher() func(fields []string) (bool, error) {
	if f == nil {
		return func([]string) (bool, error) { return true, nil }
	}
	var machine vm.VM
	env := make(map[string]any) // the machine is fastest with this type
	return func(fields []string) (bool, error) {
		for _, i := range f.used {
			env[f.columns[i]] = strings.TrimSpace(fields[i])
		}
		result, err := machine.Run(f.program, env)
		var wrong *file.Error
		if errors.As(err, &wrong) {
			err = fmt.Errorf("--where: %s", quote.Name(wrong.Message)) // which may have parts of a row in it
		}
		return result == true, err
	}
}

// plainNum is num in a comparison of a column with a number. No column has such a name.
const plainNum = " num"

// num returns a field as a number. An empty field is NaN: no comparison with it is true.
func num(arguments ...any) (any, error) {
	field := arguments[0].(string)
	number, ok := parse(field)
	switch {
	case field == "":
		return math.NaN(), nil
	case !ok:
		return nil, fmt.Errorf("%s is not a number", quote.Value(field))
	case math.Abs(number) >= 1<<53:
		return nil, fmt.Errorf("%s is too large to be compared as a number", quote.Value(field))
	}
	return number, nil
}

// parse reads a number. It knows neither the words Inf and NaN nor hexadecimal digits.
func parse(text string) (number float64, ok bool) {
	number, err := strconv.ParseFloat(text, 64)
	return number, err == nil && !strings.ContainsAny(text, "nNxX_")
}

// A visitor notes which columns an expression uses, reads a comparison of a column with
// a number as one of numbers, and refuses what is never true, or always, for text.
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
		v.compare(node, n)
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

// compare puts num around a column that is compared with a number.
func (v *visitor) compare(node *ast.Node, n *ast.BinaryNode) {
	left, right := v.isColumn(n.Left), v.isColumn(n.Right)
	switch n.Operator {
	case "==", "!=", "<", "<=", ">", ">=":
		if left && isNumber(n.Right) {
			n.Left = callNum(n.Left)
		}
		if right && isNumber(n.Left) {
			n.Right = callNum(n.Right)
		}
		if left && right && strings.ContainsAny(n.Operator, "<>") {
			v.err = fmt.Errorf("write num(A) %[1]s num(B) for numbers, string(A) %[1]s string(B) for the order of text", n.Operator)
		}
	case "in":
		list, ok := n.Right.(*ast.ArrayNode)
		if ok && left && slices.ContainsFunc(list.Nodes, isNumber) {
			v.err = errors.New("a field is text, and there are numbers in the list: " + adviceNum)
		}
	}
	if n.Operator == "!=" && strings.Contains(n.String(), "num(") { // NaN differs from everything
		less := &ast.BinaryNode{Operator: "<", Left: n.Left, Right: n.Right}
		more := &ast.BinaryNode{Operator: ">", Left: n.Left, Right: n.Right}
		ast.Patch(node, &ast.BinaryNode{Operator: "or", Left: less, Right: more})
	}
}

func (v *visitor) isColumn(node ast.Node) bool {
	name, ok := node.(*ast.IdentifierNode)
	return ok && slices.Contains(v.columns, name.Value)
}

func isNumber(node ast.Node) bool {
	_, ok := parse(node.String())
	return ok
}

func callNum(column ast.Node) ast.Node {
	return &ast.CallNode{Callee: &ast.IdentifierNode{Value: plainNum}, Arguments: []ast.Node{column}}
}
