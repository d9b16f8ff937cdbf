package table

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// A filter tells which rows count. It may be used concurrently.
type filter struct {
	program *vm.Program
	used    map[string]int // the columns that the expression names, and where they are
}

// Validate says what is wrong with the expression, whatever the columns.
func (q *Query) Validate() error {
	if q == nil || q.Where == "" {
		return nil
	}
	_, err := parser.Parse(q.Where)
	return broken(q.Where, err)
}

func newFilter(expression string, names []string) (*filter, error) {
	env := make(map[string]any)
	for _, name := range names {
		env[name] = ""
	}
	fields := &fieldPatcher{names: names, used: make(map[string]int)}
	options := append(comparisons(), expr.Env(env), expr.AsBool(), expr.Patch(fields))
	program, err := expr.Compile(expression, options...)
	if err != nil {
		return nil, fmt.Errorf("%w; the columns are %s", broken(expression, err), strings.Join(names, ", "))
	}
	return &filter{program, fields.used}, nil
}

// broken says in one line what is wrong with an expression, and where.
func broken(expression string, err error) error {
	var wrong *file.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		return fmt.Errorf("expression %q, character %d: %s", expression, wrong.Column+1, wrong.Message)
	}
	return fmt.Errorf("expression %q: %w", expression, err)
}

// matcher returns what tells whether a row counts. It is for one goroutine.
func (f *filter) matcher() func(row []string) (bool, error) {
	machine := new(vm.VM)
	env := make(map[string]any)
	return func(row []string) (bool, error) {
		for name, i := range f.used {
			env[name] = row[i]
		}
		result, err := machine.Run(f.program, env)
		var wrong *file.Error
		if errors.As(err, &wrong) {
			return false, errors.New(wrong.Message)
		}
		counts, _ := result.(bool)
		return counts, err
	}
}

// A fieldPatcher finds the fields of a row in an expression, and makes every
// comparison with one a comparison of fields.
type fieldPatcher struct {
	names []string
	used  map[string]int
}

// Visit is called for every node of the expression, the inner ones first.
func (p *fieldPatcher) Visit(node *ast.Node) {
	p.field(*node)
	binary, ok := (*node).(*ast.BinaryNode)
	if !ok || !slices.Contains(operators, binary.Operator) || !p.field(binary.Left) && !p.field(binary.Right) {
		return
	}
	name := fieldComparison(binary.Operator)
	for _, side := range []ast.Node{binary.Left, binary.Right} {
		if text, ok := side.(*ast.StringNode); ok {
			name = textComparison(binary.Operator)
			if text.Value == "" {
				return // whether a field is empty is plain to compare
			}
		}
	}
	ast.Patch(node, &ast.CallNode{
		Callee:    &ast.IdentifierNode{Value: name},
		Arguments: []ast.Node{binary.Left, binary.Right},
	})
}

// field reports whether node is a field: Age, or $env["Age in years"].
func (p *fieldPatcher) field(node ast.Node) bool {
	name := ""
	switch node := node.(type) {
	case *ast.IdentifierNode:
		name = node.Value
	case *ast.MemberNode:
		env, ok := node.Node.(*ast.IdentifierNode)
		property, text := node.Property.(*ast.StringNode)
		if !ok || !text || env.Value != "$env" {
			return false
		}
		name = property.Value
	}
	i := slices.Index(p.names, name)
	if i >= 0 {
		p.used[name] = i
	}
	return i >= 0
}
