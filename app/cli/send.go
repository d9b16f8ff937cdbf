package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"numberserver/app"
	"numberserver/app/send"
	"numberserver/app/send/table"
)

// sendCommand is the command line to send numbers.
type sendCommand struct {
	Inputs []string `arg:"" optional:"" name:"input" help:"A number, a file with one number a line, or - for standard input. Without any input, standard input is read."`

	Addr        string `default:"localhost:4000" placeholder:"HOST:PORT" help:"The server (default ${default})."`
	Pad         bool   `help:"Put zeros in front of numbers that are too short: 7007009 is sent as 007007009."`
	SkipInvalid bool   `help:"Skip lines that are not numbers, instead of stopping at the first."`

	CSV    bool   `name:"csv" help:"Files are tables: CSV with a header."`
	Column string `placeholder:"NAME|N" help:"Column of a table that holds the numbers, by name or by number from 1."`
	Where  string `placeholder:"EXPR" help:"Send only rows of a table for which the expression is true, such as 'Age > 30 and City == \"Oslo\"'."`
	DryRun bool   `help:"Print what would be sent instead of sending it."`

	Connections int `default:"1" placeholder:"N" help:"How many connections to use, each of which takes a slot of the server (default ${default})."`
	Workers     int `placeholder:"N" help:"How many goroutines check the input (default: one per processor)."`

	Retry      int           `placeholder:"N" help:"How often to send everything again when the server cannot be reached or has not read everything."`
	RetryAfter time.Duration `default:"1s" placeholder:"TIME" help:"Pause before each retry (default ${default})."`
	Quiet      bool          `help:"Show no progress bar."`
}

// Help returns what --help adds to the flags.
func (*sendCommand) Help() string {
	return `Everything is checked before it is sent, and the command succeeds only when the server has read everything.

Examples:

    numberserver send 123456789 987654321
    numberserver send --addr example.org:4000 numbers.txt more.txt
    generate | numberserver send --skip-invalid -
    numberserver send --csv --column Id --where 'Age > 30' people.csv

An expression refers to a field by the name of its column, or as $env["First name"] if the name is not one word.
A field is compared with a number as a number, and with text as text. A comparison with an empty field is false,
except == "" and != "". To calculate with a field, write float(Age). Expressions also have and, or, not, in, contains,
startsWith, matches, len and the other functions of the language Expr.`
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
	case c.Connections < 1 || c.Connections > app.Defaults().Clients:
		return fmt.Errorf("%d connections: a server has slots for 1 to %d", c.Connections, app.Defaults().Clients)
	case c.Workers < 0:
		return fmt.Errorf("%d workers: there must be at least 1", c.Workers)
	case c.Retry < 0 || c.RetryAfter < 0:
		return errors.New("--retry and --retry-after cannot be less than 0")
	}
	return cmp.Or(validateServerAddr(c.Addr), c.table().Validate())
}

// validateServerAddr checks an address to connect to.
func validateServerAddr(addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err == nil && port != "" {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil || port == "" {
		return fmt.Errorf("address %q: not a TCP address; write host:port", addr)
	}
	return nil
}

// Run sends the numbers, or prints them, and reports how many were sent.
func (c *sendCommand) Run(streams Streams) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal ends the sending, a second one the program.
	defer context.AfterFunc(ctx, stop)()
	sources, err := send.NewSources(c.Inputs, streams.In)
	if err != nil {
		return err
	}
	progress := &progress{out: streams.Err}
	if c.showsBar(streams) {
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

// showsBar reports whether to draw a progress bar. A bar would disturb what the
// user types, or what is printed, on the same terminal.
func (c *sendCommand) showsBar(streams Streams) bool {
	return !c.Quiet && !c.DryRun && isTerminal(streams.Err) && !isTerminal(streams.In)
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
	return &table.Query{Column: c.Column, Where: c.Where}
}
