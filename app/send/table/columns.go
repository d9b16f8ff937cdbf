package table

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"numberserver/app/quote"
)

// shownNames is how many names of columns a message has.
const shownNames = 5

// Columns are the names of the columns of a table, without blanks around them.
type columns []string

// find returns the index of a column by its name, or by its position from 1.
func (c columns) find(column string) (int, error) {
	named := slices.Index(c, column)
	position, _ := strconv.Atoi(column)
	isPosition := 1 <= position && position <= len(c)
	switch {
	case named >= 0 && slices.Contains(c[named+1:], column):
		return 0, fmt.Errorf("more than one column is named %s; give its position", quote.Value(column))
	case named >= 0 && isPosition && named != position-1:
		return 0, fmt.Errorf("column %d is named %s, which is also the position of another column; rename it", named+1, column)
	case named >= 0:
		return named, nil
	case isPosition:
		return position - 1, nil
	}
	return 0, fmt.Errorf("no column %s%s; %s", quote.Value(column), c.similar(column), c)
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
