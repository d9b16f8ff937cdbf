package table

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"numberserver/app/quote"
)

// shownNames is how many names of columns a message has.
const shownNames = 5

var (
	likeNumber = regexp.MustCompile(`^\PL*\d\PL*$`) // a digit and no letter
	nineDigits = regexp.MustCompile(`^\d{9}$`)
)

// Columns are the names of the columns of a table, without blanks around them.
type columns []string

// find returns the index of a column by its name, or by its position from 1. It refuses
// one that has a number in place of a name, unless the user knows the name.
func (c columns) find(column string) (int, error) {
	index := slices.Index(c, column)
	position, _ := strconv.Atoi(column)
	isNamed, isPosition := index >= 0, 1 <= position && position <= len(c) && strconv.Itoa(position) == column
	if !isNamed {
		index = position - 1
	}
	switch {
	case isNamed && slices.Contains(c[index+1:], column):
		return 0, fmt.Errorf("more than one column is named %s; give its position", quote.Value(column))
	case isNamed && isPosition && index != position-1:
		return 0, fmt.Errorf("column %d is named %s, which is also the position of another column; rename it", index+1, column)
	case !isNamed && !isPosition:
		return 0, fmt.Errorf("no column %s%s; %s", quote.Value(column), c.similar(column), c)
	case likeNumber.MatchString(c[index]) && (!isNamed || nineDigits.MatchString(column)):
		return 0, fmt.Errorf("the header has the number %s in place of a name; if the table has no header, add --no-header", quote.Name(c[index]))
	}
	return index, nil
}

// similar asks whether name, which is no column, is one in other letters.
func (c columns) similar(name string) string {
	i := slices.IndexFunc(c, func(column string) bool { return strings.EqualFold(column, name) })
	if i < 0 {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", quote.Name(c[i]))
}

// String names the columns for a message, but not all if there are many.
func (c columns) String() string {
	var names []string
	for _, name := range c[:min(len(c), shownNames)] {
		names = append(names, quote.Name(name))
	}
	list := "the columns are " + strings.Join(names, ", ")
	if more := len(c) - shownNames; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}
