package table

import (
	"cmp"
	"fmt"
	"math"
	"strconv"

	"github.com/expr-lang/expr"
)

// operators are those that compare a field with something.
var operators = []string{"==", "!=", "<", "<=", ">", ">="}

// The names under which expressions find the comparisons below. No column can be
// mistaken for one: they are no words.
func fieldComparison(operator string) string { return "field" + operator }
func textComparison(operator string) string  { return "text" + operator }

// comparisons returns what expressions use where a field is compared.
func comparisons() []expr.Option {
	var options []expr.Option
	for _, operator := range operators {
		holds := holdsFor(operator)
		options = append(options,
			expr.Function(fieldComparison(operator), comparison(holds, compareFields), new(func(a, b any) bool)),
			expr.Function(textComparison(operator), comparison(holds, compareTexts), new(func(a, b any) bool)))
	}
	return options
}

// holdsFor returns whether operator holds for the result of a comparison.
func holdsFor(operator string) func(order int) bool {
	switch operator {
	case "==":
		return func(order int) bool { return order == 0 }
	case "!=":
		return func(order int) bool { return order != 0 }
	case "<":
		return func(order int) bool { return order < 0 }
	case "<=":
		return func(order int) bool { return order <= 0 }
	case ">":
		return func(order int) bool { return order > 0 }
	}
	return func(order int) bool { return order >= 0 }
}

// comparison makes a function for expressions of compare. No comparison with an
// empty field holds, not even that it is different: nobody knows what it stands for.
func comparison(holds func(order int) bool, compare func(a, b any) (int, error)) func(...any) (any, error) {
	return func(sides ...any) (any, error) {
		if sides[0] == "" || sides[1] == "" {
			return false, nil
		}
		order, err := compare(sides[0], sides[1])
		return err == nil && holds(order), err
	}
}

// compareTexts compares a field with a text that the expression spells out.
func compareTexts(a, b any) (int, error) {
	return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)), nil
}

// compareFields compares as numbers what reads as numbers, and as texts what are
// both texts.
func compareFields(a, b any) (int, error) {
	x, xIsNumber := number(a)
	y, yIsNumber := number(b)
	if xIsNumber && yIsNumber {
		return cmp.Compare(x, y), nil
	}
	left, leftIsText := a.(string)
	right, rightIsText := b.(string)
	if leftIsText && rightIsText {
		return cmp.Compare(left, right), nil
	}
	return 0, fmt.Errorf("cannot compare %#v with %#v", a, b)
}

func number(value any) (float64, bool) {
	switch value := value.(type) {
	case int:
		return float64(value), true
	case float64:
		return value, true
	case string:
		return parse(value)
	}
	return 0, false
}

// parse takes no words for numbers: somebody may be called Nan.
func parse(text string) (float64, bool) {
	number, err := strconv.ParseFloat(text, 64)
	return number, err == nil && !math.IsNaN(number) && !math.IsInf(number, 0)
}
