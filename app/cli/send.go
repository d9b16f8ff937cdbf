package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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

// Limits that keep a typing error from taking all of the machine.
const (
	maxConnections = 1000
	maxWorkers     = 256
)

// sendCommand is the command line to send numbers.
type sendCommand struct {
	Inputs []string `arg:"" optional:"" name:"input" help:"A number, a file with one number a line, or - for standard input. Without any input, standard input is read."`

	Addr        string `default:"localhost:4000" placeholder:"HOST:PORT" help:"The server (default ${default})."`
	Pad         bool   `help:"Put zeros in front of numbers that are too short: 7007009 is sent as 007007009."`
	SkipInvalid bool   `help:"Skip lines that are not numbers, instead of stopping at the first."`

	CSV       bool   `name:"csv" help:"Files are tables: CSV with a header."`
	Column    string `placeholder:"NAME|N" help:"Column of a table that holds the numbers, by name or by number from 1."`
	Where     string `placeholder:"EXPR" help:"Send only rows of a table for which the expression is true, such as 'Age > 30 and City == \"Oslo\"'."`
	Separator string `default:"," placeholder:"CHAR" help:"Character between the fields of a table, or the word tab (default ${default})."`
	DryRun    bool   `help:"Print what would be sent instead of sending it."`

	Connections int `default:"1" placeholder:"N" help:"How many connections to use, up to 1000 (default ${default}). Those beyond the slots of the server wait for the others to end."`
	Workers     int `placeholder:"N" help:"How many goroutines check the input, up to 256 (default: one per processor)."`

	Retry      int           `placeholder:"N" help:"How often to send everything again when the server cannot be reached or has not logged everything."`
	RetryAfter time.Duration `default:"1s" placeholder:"TIME" help:"Pause before each retry (default ${default})."`
	Quiet      bool          `help:"Show no progress bar."`
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
    Age in 18..65 or float(Price) * 2 < 10

A field is compared with a number as a number, and with text as text. A comparison with an empty field is false, except == ""
and != "".`
}

// Validate checks the flags.
func (c *sendCommand) Validate() error {
	switch {
	case c.CSV && c.Column == "":
		return errors.New("--csv needs --column: which column holds the numbers?")
	case !c.CSV && c.Column != "":
		return errors.New("--column is for tables; add --csv")
	case !c.CSV && c.Where != "":
		return errors.New("--where is for tables; add --csv")
	case !c.CSV && c.Separator != ",":
		return errors.New("--separator is for tables; add --csv")
	case utf8.RuneCountInString(c.separator()) != 1 || strings.ContainsAny(c.separator(), "\"\r\n\uFFFD"):
		return fmt.Errorf("--separator %q: it must be one character, or the word tab", c.Separator)
	case c.Connections < 1 || c.Connections > maxConnections:
		return fmt.Errorf("%d connections: there must be 1 to %d", c.Connections, maxConnections)
	case c.Workers < 0 || c.Workers > maxWorkers:
		return fmt.Errorf("%d workers: there must be 1 to %d", c.Workers, maxWorkers)
	case c.Retry < 0 || c.RetryAfter < 0:
		return errors.New("--retry and --retry-after cannot be less than 0")
	}
	return cmp.Or(app.ValidateAddr(c.Addr), c.table().Validate())
}

// separator returns the separator as it is in the file.
func (c *sendCommand) separator() string {
	if c.Separator == "tab" {
		return "\t"
	}
	return c.Separator
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
	progress := &progress{out: streams.Err}
	switch {
	case c.typed(streams):
		progress.say("type numbers, one a line; " + endKey() + " ends")
	case !c.Quiet && !c.DryRun && isTerminal(streams.Err):
		progress.showBar(sources.Size())
	}
	settings := c.settings(sources, progress)
	if c.DryRun {
		return c.print(ctx, settings, streams)
	}
	result, err := send.Send(ctx, settings)
	progress.end()
	if err != nil {
		return err
	}
	return c.report(result, streams)
}

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

// print prints what would be sent.
func (c *sendCommand) print(ctx context.Context, settings send.Settings, streams Streams) error {
	result, err := send.Print(ctx, settings, streams.Out)
	if result.Skipped > 0 {
		settings.Notify("skipped " + send.Count(int64(result.Skipped), "invalid line"))
	}
	return err
}

// report prints what was sent.
func (c *sendCommand) report(result send.Result, streams Streams) error {
	skipped := ""
	if result.Skipped > 0 {
		skipped = fmt.Sprintf(" Skipped %s.", send.Count(int64(result.Skipped), "invalid line"))
	}
	_, err := fmt.Fprintf(streams.Out, "Sent %s to %s.%s\n", send.Count(result.Numbers, "number"), c.Addr, skipped)
	if err != nil {
		return fmt.Errorf("everything was sent, but the result cannot be printed: %w", err)
	}
	return nil
}

// settings returns the flags as the library takes them.
func (c *sendCommand) settings(sources send.Sources, progress *progress) send.Settings {
	return send.Settings{
		Sources:     sources,
		Table:       c.table(),
		Pad:         c.Pad,
		SkipInvalid: c.SkipInvalid,
		Workers:     cmp.Or(c.Workers, runtime.GOMAXPROCS(0)),
		Addr:        c.Addr,
		Connections: c.Connections,
		Retries:     c.Retry,
		RetryAfter:  c.RetryAfter,
		Progress:    progress.read,
		Notify:      progress.say,
	}
}

// table returns what to take from tables; nil if the files are not tables.
func (c *sendCommand) table() *table.Query {
	if !c.CSV {
		return nil
	}
	separator, _ := utf8.DecodeRuneInString(c.separator())
	return &table.Query{Column: c.Column, Where: c.Where, Separator: separator}
}
