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
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(out, nil))
	case "json":
		return slog.New(slog.NewJSONHandler(out, nil))
	default:
		return slog.New(plainHandler{out: out})
	}
}

// longestMessage is the length in bytes from which a plain message is cut.
const longestMessage = 2000

// plainHandler writes records for a person to read, one per line:
//
//	numberserver: cannot accept a client, trying again: too many open files
//
// It writes neither time nor level, and ignores groups.
type plainHandler struct {
	out   io.Writer
	attrs []slog.Attr // that every record has
}

// Enabled leaves out debug messages.
func (plainHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelInfo
}

// Handle writes the line of record in one write, so that lines do not mix.
func (h plainHandler) Handle(_ context.Context, record slog.Record) error {
	var line strings.Builder
	line.WriteString(record.Message)
	for _, attr := range h.attrs {
		writePlain(&line, attr)
	}
	record.Attrs(func(attr slog.Attr) bool {
		writePlain(&line, attr)
		return true
	})
	_, err := fmt.Fprintf(h.out, "numberserver: %s\n", printable(line.String()))
	return err
}

// WithAttrs returns a handler that adds attrs to every record.
func (h plainHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	h.attrs = append(h.attrs[:len(h.attrs):len(h.attrs)], attrs...)
	return h
}

// WithGroup returns h: nothing in this program uses groups.
func (h plainHandler) WithGroup(string) slog.Handler { return h }

// writePlain appends attr to line: an error after a colon, anything else as
// key=value.
func writePlain(line *strings.Builder, attr slog.Attr) {
	if attr.Key == "error" {
		fmt.Fprintf(line, ": %v", attr.Value)
		return
	}
	fmt.Fprintf(line, " %s=%v", attr.Key, attr.Value)
}

// printable returns text with escapes for what is not printable, in one line. It
// cuts a long text in the middle: its end often says what to do.
func printable(text string) string {
	if len(text) > longestMessage {
		text = text[:longestMessage/2] + " … " + text[len(text)-longestMessage/2:]
	}
	var clean strings.Builder
	for _, char := range text {
		switch {
		case char == '\n': // between joined errors
			clean.WriteString("; ")
		case strconv.IsPrint(char):
			clean.WriteRune(char)
		default:
			clean.WriteString(strings.Trim(strconv.QuoteRune(char), "'"))
		}
	}
	return clean.String()
}
