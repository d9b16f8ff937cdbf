// Package quote makes text from outside the program safe to print: names of files
// and columns, lines, fields, expressions.
package quote

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	longestName  = 300
	longestValue = 100
)

// Name returns name as it is if it is short and can be printed. It quotes any
// other name, and cuts a long one in the middle, because a path ends with its most
// telling part.
func Name(name string) string {
	if len(name) > longestName {
		return fmt.Sprintf("%q…%q", name[:longestName/2], name[len(name)-longestName/2:])
	}
	if name == "" || strings.ContainsFunc(name, cannotPrint) {
		return strconv.Quote(name)
	}
	return name
}

// Value returns value quoted, and cut if it is long.
func Value[T string | []byte](value T) string {
	if len(value) > longestValue {
		return fmt.Sprintf("%q…", value[:longestValue])
	}
	return fmt.Sprintf("%q", value)
}

// cannotPrint reports whether r is invalid or invisible. Of white space only the blank
// is visible.
func cannotPrint(r rune) bool { return r == utf8.RuneError || !strconv.IsPrint(r) }
