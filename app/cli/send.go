package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"numberserver/app"
	"numberserver/app/quote"
	"numberserver/app/send"
	"numberserver/app/send/table"
)

// sendCommand is the command line to send numbers.
type sendCommand struct {
	Inputs []string `arg:"" optional:"" name:"input" help:"A number, a file with one number a line, or - for standard input. Without any input, standard input is read."`

	Addr        string `default:"localhost:4000" placeholder:"HOST:PORT" help:"The server (default ${default})."`
	Pad         bool   `help:"Put zeros in front of numbers that are too short: 7007009 is sent as 007007009."`
	SkipInvalid bool   `help:"Skip and count lines that are not numbers, instead of stopping at the first."`

	CSV       bool      `name:"csv" help:"Files are tables: CSV with a header."`
	Column    string    `placeholder:"NAME|N" help:"Column of a table that holds the numbers, by name or by position from 1."`
	Where     *string   `placeholder:"EXPR" help:"Send only rows of a table for which the expression is true, such as 'Age > 30 and City == \"Oslo\"'."`
	Separator separator `placeholder:"CHAR" help:"Character between the fields of a table, or the word tab (default: the first comma, semicolon, tab or | in the file). A first line such as sep=; wins over it."`
	NoHeader  bool      `help:"The first row of a table is not a header: it has a number, too."`
	DryRun    bool      `help:"Print what would be sent instead of sending it."`

	Retry      int           `placeholder:"N" help:"How often to send everything again when the server cannot be reached or has not logged everything."`
	RetryAfter time.Duration `default:"1s" placeholder:"TIME" help:"Pause before each retry (default ${default})."`
	Quiet      bool          `help:"Print no result and no progress, only what is wrong or left out."`
}

// A separator is the character between the fields of a table.
type separator rune

// UnmarshalText takes the character, or a word for a tab.
func (s *separator) UnmarshalText(text []byte) error {
	if string(text) == "tab" || string(text) == `\t` {
		text = []byte("\t")
	}
	char, size := utf8.DecodeRune(text)
	if size != len(text) || strings.ContainsRune("\"\r\n\uFFFD", char) {
		return fmt.Errorf("%q is not one character, nor the word tab", text)
	}
	*s = separator(char)
	return nil
}

// Validate checks the flags.
func (c *sendCommand) Validate() error {
	switch {
	case c.CSV && c.Column == "":
		return errors.New("--csv needs --column: which column holds the numbers?")
	case !c.CSV && (c.Column != "" || c.Where != nil || c.Separator != 0 || c.NoHeader):
		return errors.New("--column, --where, --separator and --no-header are for tables; add --csv")
	case c.Where != nil && strings.TrimSpace(*c.Where) == "":
		return errors.New("--where: the expression is empty; leave it out to send all rows")
	case c.Retry < 0 || c.RetryAfter < 0:
		return errors.New("--retry and --retry-after cannot be less than 0")
	}
	return app.ValidateAddr(c.Addr)
}

// table returns what to take from tables; nil if the files are not tables.
func (c *sendCommand) table() *table.Table {
	if !c.CSV {
		return nil
	}
	t := &table.Table{Column: c.Column, Separator: rune(c.Separator), NoHeader: c.NoHeader}
	if c.Where != nil {
		t.Where = *c.Where
	}
	return t
}

// Run sends the numbers, or prints them, and reports how many were sent.
func (c *sendCommand) Run(ctx context.Context, streams Streams, logger *slog.Logger) error {
	sources, err := send.NewSources(c.Inputs, streams.In)
	if err != nil {
		return err
	}
	settings := send.Settings{
		Sources:     sources,
		Table:       c.table(),
		Pad:         c.Pad,
		SkipInvalid: c.SkipInvalid,
		Addr:        c.Addr,
		Retries:     c.Retry,
		RetryAfter:  c.RetryAfter,
		Progress:    func(size int64) io.Writer { return c.progress(size, streams, logger) },
		Logger:      logger,
	}
	if c.typed(streams) && !c.Quiet {
		logger.Info("type numbers, one a line; Ctrl-D ends (on Windows Ctrl-Z and Enter)")
	}
	start, result := time.Now(), send.Result{}
	if c.DryRun {
		result, err = send.Print(ctx, settings, streams.Out)
	} else {
		result, err = send.Send(ctx, settings)
	}
	if err == nil && !c.DryRun && !c.Quiet {
		return c.report(result, time.Since(start), streams.Out)
	}
	if leftOut := result.LeftOut(); leftOut != "" {
		logger.Warn(leftOut)
	}
	return err
}

// typed reports whether the user types the numbers.
func (c *sendCommand) typed(streams Streams) bool {
	return (len(c.Inputs) == 0 || slices.Contains(c.Inputs, "-")) && isTerminal(streams.In)
}

// progress returns what says how much has been read, if there is a user to see it.
func (c *sendCommand) progress(size int64, streams Streams, logger *slog.Logger) io.Writer {
	if c.Quiet || c.DryRun || c.typed(streams) || !isTerminal(streams.Err) {
		return io.Discard
	}
	return &progress{logger: logger, size: size, start: time.Now(), next: time.Second}
}

// report prints the result.
func (c *sendCommand) report(result send.Result, took time.Duration, out io.Writer) error {
	text := fmt.Sprintf("Sent %s to %s in %.1f s", quote.Count(result.Numbers, "number"), c.Addr, took.Seconds())
	if leftOut := result.LeftOut(); leftOut != "" {
		text += "; " + leftOut
	}
	if _, err := fmt.Fprintln(out, text+"."); err != nil {
		return fmt.Errorf("everything was sent, but the result cannot be printed: %w", err)
	}
	return nil
}
