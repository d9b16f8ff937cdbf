package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alecthomas/kong"
	"github.com/dustin/go-humanize"

	"numberserver/app"
	"numberserver/app/quote"
	"numberserver/app/send"
)

// sendCommand is the command line to send numbers.
type sendCommand struct {
	Inputs []string `arg:"" optional:"" name:"input" default:"-" help:"A number, a file with one number a line, or - for standard input, which is also read if there is no input."`

	send.Settings
	DryRun bool `help:"Print what would be sent instead of sending it."`
	Quiet  bool `help:"Print no result and no progress, only what is wrong or left out."`
}

// separatorMapper reads the character between the fields of a table, or a word for a tab.
var separatorMapper = kong.MapperFunc(func(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("CHAR", &text); err != nil {
		return err
	}
	if text == "tab" || text == `\t` {
		text = "\t"
	}
	char, size := utf8.DecodeRuneInString(text)
	if size != len(text) || strings.ContainsRune("\"\r\n\uFFFD", char) {
		return fmt.Errorf("%q is not one character, nor the word tab", text)
	}
	target.SetInt(int64(char))
	return nil
})

// Validate checks the flags.
func (c *sendCommand) Validate(line *kong.Context) error {
	wheres := 0
	for _, step := range line.Path {
		if step.Flag != nil && step.Flag.Name == "where" {
			wheres++
		}
	}
	switch t := c.Table; {
	case c.CSV && t.Column == "":
		return errors.New("--csv needs --column: which column holds the numbers?")
	case !c.CSV && (t.Column != "" || t.Where != nil || t.Separator != 0 || t.NoHeader):
		return errors.New("--column, --where, --separator and --no-header are for tables; add --csv")
	case t.Where != nil && strings.TrimSpace(*t.Where) == "":
		return errors.New("--where: the expression is empty; leave it out to send all rows")
	case wheres > 1:
		return errors.New("--where is there twice; join the conditions with and, or with or")
	case c.Retry < 0 || c.RetryAfter < 0:
		return errors.New("--retry and --retry-after cannot be less than 0")
	}
	return app.ValidateAddr(c.Addr)
}

// Run sends the numbers, or prints them, and reports how many were sent.
func (c *sendCommand) Run(ctx context.Context, streams Streams, logger *slog.Logger) (err error) {
	if c.Sources, err = send.NewSources(c.Inputs, streams.In); err != nil {
		return err
	}
	c.Logger = logger
	c.Progress = func(size int64) io.Writer { return c.progress(size, streams) }
	if c.typed(streams) && !c.Quiet {
		logger.Info("type numbers, one a line; Ctrl-D ends (on Windows Ctrl-Z and Enter)")
	}
	start, result := time.Now(), send.Result{}
	if c.DryRun {
		result, err = send.Print(ctx, c.Settings, streams.Out)
	} else {
		result, err = send.Send(ctx, c.Settings)
	}
	left := leftOut(result)
	switch {
	case err == nil && result.Numbers == 0 && result.Invalid > 0:
		return errors.New("nothing was sent: " + left)
	case err == nil && !c.DryRun && !c.Quiet:
		return c.report(result, time.Since(start), streams.Out)
	case left != "":
		logger.Warn(left)
	}
	return err
}

// typed reports whether the user types the numbers.
func (c *sendCommand) typed(streams Streams) bool {
	return slices.Contains(c.Inputs, "-") && isTerminal(streams.In)
}

// progress returns what says how much has been read, if there is a user to see it.
func (c *sendCommand) progress(size int64, streams Streams) io.Writer {
	if c.Quiet || c.DryRun || c.typed(streams) || !isTerminal(streams.Err) {
		return io.Discard
	}
	return &progress{logger: c.Logger, size: size, start: time.Now(), next: time.Second}
}

// report prints the result.
func (c *sendCommand) report(result send.Result, took time.Duration, out io.Writer) error {
	text := fmt.Sprintf("Sent %s to %s in %.1f s", quote.Count(result.Numbers, "number"), c.Addr, took.Seconds())
	if left := leftOut(result); left != "" {
		text += "; " + left
	}
	if _, err := fmt.Fprintln(out, text+"."); err != nil {
		return fmt.Errorf("everything was sent, but the result cannot be printed: %w", err)
	}
	return nil
}

// leftOut says what was not sent. It is empty if everything was.
func leftOut(r send.Result) string {
	var parts []string
	if r.Unmatched > 0 {
		parts = append(parts, fmt.Sprintf("%s of %s matched", humanize.Comma(r.Matched), quote.Count(r.Matched+r.Unmatched, "row")))
	}
	if r.Comments > 0 {
		parts = append(parts, "left out "+quote.Count(r.Comments, "comment"))
	}
	if r.Invalid > 0 {
		parts = append(parts, fmt.Sprintf("skipped %s: the first is %v", quote.Count(r.Invalid, "invalid line"), r.First))
	}
	return strings.Join(parts, "; ")
}
