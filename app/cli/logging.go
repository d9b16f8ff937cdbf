package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
)

// newLogger returns a logger to out in one of the formats plain, text and json. All
// of them escape what is not printable, so that no name or line from outside can
// control a terminal or forge a message.
func newLogger(format string, out io.Writer) *slog.Logger {
	var handler slog.Handler = slog.NewTextHandler(out, nil)
	switch format {
	case "json":
		handler = slog.NewJSONHandler(out, nil)
	case "plain":
		handler = plainHandler{handler, out}
	}
	return slog.New(handler)
}

// plainHandler writes records for a person to read, one per line, without time and
// level:
//
//	numberserver: cannot accept a client, trying again: too many open files
type plainHandler struct {
	slog.Handler // decides what is enabled
	out          io.Writer
}

// Handle writes the line of record in one write, so that lines do not mix. An error
// comes after a colon, any other attribute as key=value.
func (h plainHandler) Handle(_ context.Context, record slog.Record) error {
	line := record.Message
	record.Attrs(func(attr slog.Attr) bool {
		if attr.Key == "error" {
			line += ": " + attr.Value.String()
		} else {
			line += " " + attr.String()
		}
		return true
	})
	_, err := fmt.Fprintf(h.out, "numberserver: %s\n", printable(line))
	return err
}

// unquoted takes back what only a quoted text needs.
var unquoted = strings.NewReplacer(`\"`, `"`, `\\`, `\`)

// longestMessage is how many bytes of a message are printed. Its end says what to do.
const longestMessage = 2000

// printable returns text with escapes for what is not printable, in one line.
func printable(text string) string {
	if len(text) > longestMessage {
		text = text[:longestMessage/2] + " … " + text[len(text)-longestMessage/2:]
	}
	quoted := strconv.Quote(strings.ReplaceAll(text, "\n", "; ")) // they are between joined errors
	return unquoted.Replace(quoted[1 : len(quoted)-1])
}
