package table

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"

	"numberserver/app/quote"
)

// opposites are the operators that compare, each with its opposite.
var opposites = map[string]string{
	"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "not in": "in",
}

// call returns a call of the function for an operator. No column can have the name
// of such a function by mistake: an expression cannot contain it.
func call(kind, operator string, sides ...ast.Node) ast.Node {
	return &ast.CallNode{Callee: &ast.IdentifierNode{Value: kind + " " + operator}, Arguments: sides}
}

// comparisonOf returns the kind and operator of a node that call has made.
func comparisonOf(n *ast.CallNode) (kind, operator string, ok bool) {
	name, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return "", "", false
	}
	return strings.Cut(name.Value, " ")
}

// comparisons returns the functions that call refers to. Values are compared as
// numbers if one of them is a number, fields if both of them can be read as numbers.
func comparisons() []expr.Option {
	var options []expr.Option
	for kind, compare := range map[string]compareFunc{"values": compareValues, "fields": compareFields} {
		for operator := range opposites {
			options = append(options, expr.Function(kind+" "+operator, compare.function(operator), new(func(a, b any) bool)))
		}
	}
	return options
}

// A compareFunc returns a negative number if a < b, zero if a == b, and a positive
// number if a > b.
type compareFunc func(a, b any) (int, error)

// function returns the function of an operator. The comparison with an empty field
// is false for every operator, even !=, because the field could stand for anything.
func (compare compareFunc) function(operator string) func(...any) (any, error) {
	if strings.HasSuffix(operator, "in") {
		return func(sides ...any) (any, error) {
			in, err := compare.in(sides[0], sides[1])
			if operator == "in" {
				return in, err
			}
			return !in && sides[0] != "", err
		}
	}
	return func(sides ...any) (any, error) {
		if sides[0] == "" || sides[1] == "" {
			return false, nil
		}
		order, err := compare(sides[0], sides[1])
		return err == nil && holds(operator, order), err
	}
}

// holds reports whether operator is true for the result of a comparison.
func holds(operator string, order int) bool {
	switch operator {
	case "==":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

// in reports whether value is in a list. An empty value is in a list that has "".
func (compare compareFunc) in(value, values any) (bool, error) {
	elements := reflect.ValueOf(values)
	if elements.Kind() != reflect.Slice {
		return false, fmt.Errorf("in needs a list, such as [1, 2], not %s", describe(values))
	}
	for i := range elements.Len() {
		element := elements.Index(i).Interface()
		if value == "" || element == "" {
			if value == element {
				return true, nil
			}
			continue
		}
		if order, err := compare(value, element); order == 0 || err != nil {
			return err == nil, err
		}
	}
	return false, nil
}

// compareValues compares two texts as texts, even if both are numbers: in
// Zip == "01234" the zero counts.
func compareValues(a, b any) (int, error) {
	left, leftIsText := a.(string)
	right, rightIsText := b.(string)
	if leftIsText && rightIsText {
		return cmp.Compare(left, right), nil
	}
	return compareFields(a, b)
}

// compareFields compares as numbers what can be read as numbers. It does not take a
// text and a number for different, which would drop rows silently.
func compareFields(a, b any) (int, error) {
	if order, ok := compareNumbers(a, b); ok {
		return order, nil
	}
	switch left := a.(type) {
	case string:
		if right, ok := b.(string); ok {
			return cmp.Compare(left, right), nil
		}
	case time.Time:
		if right, ok := b.(time.Time); ok {
			return left.Compare(right), nil
		}
	}
	return 0, fmt.Errorf("cannot compare %s with %s", describe(a), describe(b))
}

// compareNumbers compares whole numbers exactly, because a float64 cannot hold all
// of them.
func compareNumbers(a, b any) (order int, ok bool) {
	x, xIsWhole := whole(a)
	y, yIsWhole := whole(b)
	if xIsWhole && yIsWhole {
		return cmp.Compare(x, y), true
	}
	f, fIsNumber := number(a)
	g, gIsNumber := number(b)
	return cmp.Compare(f, g), fIsNumber && gIsNumber
}

// whole returns a value as a whole number.
func whole(value any) (int64, bool) {
	if text, ok := value.(string); ok {
		number, err := strconv.ParseInt(text, 10, 64)
		return number, err == nil
	}
	if v := reflect.ValueOf(value); v.CanInt() {
		return v.Int(), true
	}
	return 0, false
}

// number returns a value as a number. It reads neither words such as NaN nor
// hexadecimal digits.
func number(value any) (float64, bool) {
	if text, ok := value.(string); ok {
		number, err := strconv.ParseFloat(text, 64)
		return number, err == nil && !math.IsNaN(number) && !math.IsInf(number, 0) && !strings.ContainsAny(text, "xX")
	}
	switch v := reflect.ValueOf(value); {
	case v.CanInt():
		return float64(v.Int()), true
	case v.CanFloat():
		return v.Float(), true
	}
	return 0, false
}

// describe returns a value for a message.
func describe(value any) string {
	if text, ok := value.(string); ok {
		return quote.Value(text)
	}
	return fmt.Sprintf("%#v", value)
}
