package livingdoc

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// anchors are the IDs in use on the page.
type anchors map[string]bool

// take returns the ID, with a number appended if it is in use. IDs are made from
// titles, so links stay valid when features are added or moved.
func (a anchors) take(id string) string {
	unique := id
	for n := 2; a[unique]; n++ {
		unique = fmt.Sprintf("%s-%d", id, n)
	}
	a[unique] = true
	return unique
}

// slug turns a title into part of an ID.
func slug(title string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if len(words) == 0 {
		return "untitled"
	}
	return strings.Join(words, "-")
}

// A span is a part of a text; a special one is code or a placeholder.
type span struct {
	Text    string
	Special bool
}

var (
	codeSpan    = regexp.MustCompile("`([^`]+)`")
	placeholder = regexp.MustCompile(`(<[^<> ][^<>]*>)`)
)

func splitCode(text string) []span         { return split(visible(text), codeSpan) }
func splitPlaceholders(text string) []span { return split(oneLine(text), placeholder) }

// split returns the text in spans; the special ones are the pattern's first group.
func split(text string, pattern *regexp.Regexp) (spans []span) {
	end := 0
	for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
		spans = append(spans, span{Text: text[end:m[0]]}, span{text[m[2]:m[3]], true})
		end = m[1]
	}
	return append(spans, span{Text: text[end:]})
}

// paragraphs splits prose at empty lines.
func paragraphs(prose string) (list []string) {
	var lines []string
	for line := range strings.Lines(prose + "\n\n") {
		line = strings.TrimSpace(line)
		if line != "" {
			lines = append(lines, line)
		} else if lines != nil {
			list, lines = append(list, strings.Join(lines, " ")), nil
		}
	}
	return list
}

// visible replaces control characters, which HTML does not allow, with their symbols.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ':
			return '␀' + r
		case r == '\x7f':
			return '␡'
		}
		return r
	}, text)
}

// oneLine is visible for text on one line. A newline in it comes from the escape in
// a table cell, and is shown as that escape.
func oneLine(text string) string { return strings.ReplaceAll(visible(text), "\n", `\n`) }

// formatDuration rounds to milliseconds, tenths of a second or seconds.
func formatDuration(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "<1 ms"
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
}
