// Package quote puts things into messages: text from outside the program, such as names
// of files and columns, lines, fields and expressions, so that it is safe to print; and
// counts.
package quote

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
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

// Count returns a number of things in words, such as "1 number" or "50,000 numbers".
func Count[N int | int64](number N, thing string) string {
	return humanize.Comma(int64(number)) + " " + english.PluralWord(int(number), thing, "")
}
