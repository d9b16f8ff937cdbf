// Package quote makes text from outside the program safe to print: names of files
// and columns, lines, fields, expressions.
package quote

import (
	"fmt"
	"strconv"
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
	if name == "" || !canPrint(name) {
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

// canPrint reports whether all of text is valid and visible, with blanks as the
// only white space.
func canPrint(text string) bool {
	for _, r := range text {
		if r == utf8.RuneError || !strconv.IsPrint(r) {
			return false
		}
	}
	return true
}
