package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"numberserver/app"
	"numberserver/app/send"
	"numberserver/app/send/table"
)

// sendCommand is the command line to send numbers.
type sendCommand struct {
	Inputs []string `arg:"" optional:"" name:"input" help:"A number, a file with one number a line, or - for standard input. Without any input, standard input is read."`

	Addr        string `default:"localhost:4000" placeholder:"HOST:PORT" help:"The server (default ${default})."`
	Pad         bool   `help:"Put zeros in front of numbers that are too short: 7007009 is sent as 007007009."`
	SkipInvalid bool   `help:"Skip and count lines that are not numbers, instead of stopping at the first."`

	CSV       bool    `name:"csv" help:"Files are tables: CSV with a header."`
	Column    string  `placeholder:"NAME|N" help:"Column of a table that holds the numbers, by name or by position from 1."`
	Where     *string `placeholder:"EXPR" help:"Send only rows of a table for which the expression is true, such as 'Age > 30 and City == \"Oslo\"'."`
	Separator string  `placeholder:"CHAR" help:"Character between the fields of a table, or the word tab (default: a comma, or what the table's first line says, as in sep=;)."`
	NoHeader  bool    `help:"The first row of a table is not a header: it has a number, too."`
	DryRun    bool    `help:"Print what would be sent instead of sending it."`

	Retry      int           `placeholder:"N" help:"How often to send everything again when the server cannot be reached or has not logged everything."`
	RetryAfter time.Duration `default:"1s" placeholder:"TIME" help:"Pause before each retry (default ${default})."`
	Quiet      bool          `help:"Print no result and no progress, only what is wrong or left out."`
}

// Help returns what --help adds to the flags.
func (*sendCommand) Help() string {
	return `Everything is checked before it is sent. The command succeeds only when all numbers are in the log file of the
server: it has then ended the connection in the ordinary way, and not with a reset. A proxy between the two may hide
that difference; only a direct connection is sure. After a failure it is safe to send everything again.

Examples:

    numberserver send 123456789 987654321
    numberserver send --addr example.org:4000 numbers.txt more.txt.gz
    generate | numberserver send --skip-invalid -
    numberserver send --csv --column Id --where 'Age > 30' people.csv

Expressions refer to fields by the names of their columns:

    Age > 30 and City == "Oslo"
    $env["First name"] startsWith "A"
    num(Age) in 18..65 or num(Price) * 2 < 10

Fields are text. A column that is compared with a number is read as a number, as num(Age) is: no comparison with an
empty field is true.`
}

// Validate checks the flags.
func (c *sendCommand) Validate() error {
	_, err := c.separator()
	switch {
	case c.CSV && c.Column == "":
		return errors.New("--csv needs --column: which column holds the numbers?")
	case !c.CSV && c.Column != "":
		return errors.New("--column is for tables; add --csv")
	case !c.CSV && c.Where != nil:
		return errors.New("--where is for tables; add --csv")
	case !c.CSV && c.Separator != "":
		return errors.New("--separator is for tables; add --csv")
	case !c.CSV && c.NoHeader:
		return errors.New("--no-header is for tables; add --csv")
	case c.Where != nil && strings.TrimSpace(*c.Where) == "":
		return errors.New("--where: the expression is empty; leave it out to send all rows")
	case c.Retry < 0 || c.RetryAfter < 0:
		return errors.New("--retry and --retry-after cannot be less than 0")
	case err == nil && c.Where != nil:
		err = c.table().Validate()
	}
	return cmp.Or(err, app.ValidateAddr(c.Addr))
}

// separator returns the separator as it is in the file, or 0 if it is not given.
func (c *sendCommand) separator() (rune, error) {
	switch c.Separator {
	case "":
		return 0, nil
	case "tab", `\t`:
		return '\t', nil
	}
	char, size := utf8.DecodeRuneInString(c.Separator)
	if size != len(c.Separator) || strings.ContainsRune("\"\r\n\uFFFD", char) {
		return 0, fmt.Errorf("--separator %q: it must be one character, or the word tab", c.Separator)
	}
	return char, nil
}

// Run sends the numbers, or prints them, and reports how many were sent.
func (c *sendCommand) Run(streams Streams) error {
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals()...)
	defer stop()
	// The first signal ends the sending. A second one ends the program: by then the
	// signals are no longer handled.
	defer context.AfterFunc(ctx, stop)()
	sources, err := send.NewSources(c.Inputs, streams.In)
	if err != nil {
		return err
	}
	screen := &screen{out: streams.Err}
	defer screen.end()
	logger := newLogger("plain", screen)
	settings := c.settings(sources, logger)
	switch {
	case c.typed(streams):
		logger.Info("type numbers, one a line; " + endKey() + " ends")
	case !c.Quiet && !c.DryRun && isTerminal(streams.Err):
		settings.Progress = screen.drawBar
	}
	start := time.Now()
	var result send.Result
	if c.DryRun {
		result, err = send.Print(ctx, settings, streams.Out)
	} else {
		result, err = send.Send(ctx, settings)
	}
	screen.end()
	return c.report(result, time.Since(start), err, streams.Out, logger)
}

// report prints what was sent, and what was left out.
func (c *sendCommand) report(result send.Result, took time.Duration, err error, out io.Writer, logger *slog.Logger) error {
	leftOut := result.LeftOut()
	if err != nil || c.DryRun || c.Quiet {
		if leftOut != "" {
			logger.Warn(leftOut)
		}
		return err
	}
	if leftOut != "" {
		leftOut = "; " + leftOut
	}
	_, err = fmt.Fprintf(out, "Sent %s to %s in %s%s.\n", send.Count(result.Numbers, "number"), c.Addr, seconds(took), leftOut)
	if err != nil {
		return fmt.Errorf("everything was sent, but the result cannot be printed: %w", err)
	}
	return nil
}

// seconds returns a duration in seconds.
func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// typed reports whether the user types numbers. A progress bar would be in the way.
func (c *sendCommand) typed(streams Streams) bool {
	readsInput := len(c.Inputs) == 0 || slices.Contains(c.Inputs, "-")
	return readsInput && isTerminal(streams.In)
}

// endKey returns what a user types for the end of file.
func endKey() string {
	if runtime.GOOS == "windows" {
		return "Ctrl-Z and Enter"
	}
	return "Ctrl-D"
}

// settings returns the flags as the library takes them.
func (c *sendCommand) settings(sources send.Sources, logger *slog.Logger) send.Settings {
	return send.Settings{
		Sources:     sources,
		Table:       c.table(),
		Pad:         c.Pad,
		SkipInvalid: c.SkipInvalid,
		Addr:        c.Addr,
		Retries:     c.Retry,
		RetryAfter:  c.RetryAfter,
		Progress:    func(int64) io.Writer { return io.Discard },
		Logger:      logger,
	}
}

// table returns what to take from tables; nil if the files are not tables.
func (c *sendCommand) table() *table.Query {
	if !c.CSV {
		return nil
	}
	query := &table.Query{Column: c.Column, NoHeader: c.NoHeader}
	query.Separator, _ = c.separator()
	if c.Where != nil {
		query.Where = *c.Where
	}
	return query
}
