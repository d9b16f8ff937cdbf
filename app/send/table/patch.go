package table

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"

	"numberserver/app/quote"
)

// functions are the functions that expressions may call: those whose result is not
// much larger than their arguments, so that one row cannot take endless memory.
var functions = []string{
	"all", "any", "none", "one", "count", "len", "abs", "ceil", "floor", "round", "max", "min", "int", "float", "string",
	"trim", "trimPrefix", "trimSuffix", "upper", "lower", "split", "first", "last", "indexOf", "lastIndexOf",
	"hasPrefix", "hasSuffix", "now", "date", "duration",
}

// A patcher finds the fields in an expression, replaces its comparisons by ours,
// and refuses what could give a wrong result silently, or none.
type patcher struct {
	names []string
	used  map[string]int

	bare []ast.Node // $env, if it is not part of $env["name"]
	err  *file.Error
}

// Reset and ShouldRepeat make this a visitor after which types are checked only
// once: a second check would not look at the arguments of the calls that are new.
func (*patcher) Reset()             {}
func (*patcher) ShouldRepeat() bool { return false }

// Visit is called for every node of the expression, inner nodes first.
func (p *patcher) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		p.visitName(n)
	case *ast.MemberNode:
		p.visitMember(n)
	case *ast.VariableDeclaratorNode:
		p.refuse(n, "let is not supported")
	case *ast.BuiltinNode:
		if !slices.Contains(functions, n.Name) {
			p.refuse(n, "the function %s is not supported", n.Name)
		}
	case *ast.PredicateNode:
		if ast.Find(n.Node, isPredicate) != nil {
			p.refuse(n, "a loop in a loop is not supported")
		}
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			ast.Patch(node, negate(n.Node))
		}
	case *ast.BinaryNode:
		if call := p.comparison(n); call != nil {
			ast.Patch(node, call)
		}
	}
}

// visitName notes the use of a column, or of $env until visitMember finds that it is
// part of $env["name"].
func (p *patcher) visitName(n *ast.IdentifierNode) {
	if isEnv(n) {
		p.bare = append(p.bare, n)
		return
	}
	p.use(n, n.Value)
}

// visitMember allows $env["First name"], but no computed name.
func (p *patcher) visitMember(n *ast.MemberNode) {
	name, ok := n.Property.(*ast.StringNode)
	if !ok || !isEnv(n.Node) {
		return
	}
	p.bare = slices.DeleteFunc(p.bare, func(bare ast.Node) bool { return bare == n.Node })
	if !p.use(n, name.Value) {
		p.refuse(n, "unknown name %s", quote.Name(name.Value))
	}
}

// use notes that a column is used, and reports whether there is one of that name.
func (p *patcher) use(n ast.Node, name string) bool {
	i := slices.Index(p.names, name)
	if i < 0 {
		return false
	}
	if slices.Contains(p.names[i+1:], name) {
		p.refuse(n, "more than one column is named %s", quote.Name(name))
	}
	p.used[name] = i
	return true
}

// comparison returns a call in place of a comparison, or nil. A comparison with ""
// stays as it is: it asks whether a field is empty.
func (p *patcher) comparison(n *ast.BinaryNode) ast.Node {
	if _, ok := opposites[n.Operator]; !ok || isEmptyText(n.Left) || isEmptyText(n.Right) {
		return nil
	}
	kind := "values"
	if p.isField(n.Left) && p.isField(n.Right) {
		kind = "fields"
	}
	return call(kind, n.Operator, n.Left, n.Right)
}

// isField reports whether node is Age or $env["Age"].
func (p *patcher) isField(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return slices.Contains(p.names, n.Value)
	case *ast.MemberNode:
		return isEnv(n.Node)
	}
	return false
}

// refuse notes the first reason why the expression cannot be used.
func (p *patcher) refuse(n ast.Node, format string, args ...any) {
	if p.err == nil {
		p.err = &file.Error{Location: n.Location(), Column: n.Location().From, Message: fmt.Sprintf(format, args...)}
	}
}

// refused returns why the expression cannot be used, or nil.
func (p *patcher) refused() error {
	if len(p.bare) > 0 {
		p.refuse(p.bare[0], `$env needs the name of a column: $env["Name"]`)
	}
	if p.err == nil {
		return nil
	}
	return p.err
}

// negate returns the opposite of a condition. The opposite of a comparison is
// another comparison, so both are false if a field is empty.
func negate(node ast.Node) ast.Node {
	switch n := node.(type) {
	case *ast.CallNode:
		if kind, operator, ok := comparisonOf(n); ok {
			return call(kind, opposites[operator], n.Arguments...)
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "&&":
			return &ast.BinaryNode{Operator: "or", Left: negate(n.Left), Right: negate(n.Right)}
		case "or", "||":
			return &ast.BinaryNode{Operator: "and", Left: negate(n.Left), Right: negate(n.Right)}
		}
	case *ast.ConditionalNode: // condition ? a : b
		return &ast.ConditionalNode{Ternary: n.Ternary, Cond: n.Cond, Exp1: negate(n.Exp1), Exp2: negate(n.Exp2)}
	case *ast.UnaryNode:
		if n.Operator == "not" {
			return n.Node
		}
	}
	return &ast.UnaryNode{Operator: "not", Node: node}
}

// isEnv reports whether node is $env, which stands for all fields.
func isEnv(node ast.Node) bool {
	name, ok := node.(*ast.IdentifierNode)
	return ok && name.Value == "$env"
}

func isEmptyText(node ast.Node) bool {
	text, ok := node.(*ast.StringNode)
	return ok && text.Value == ""
}

func isPredicate(node ast.Node) bool {
	_, ok := node.(*ast.PredicateNode)
	return ok
}
