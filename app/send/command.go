package send

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"

	"numberserver/app"
	"numberserver/app/send/table"
	"numberserver/app/stdio"
)

// stallPatience is how long the server may take nothing before that is said.
const stallPatience = time.Second

// Command is the command line of a sender.
type Command struct {
	Inputs []string `arg:"" optional:"" name:"input" help:"A number, a file of numbers, one a line, or - for standard input, which is also what is read without any."`

	Addr        string `default:"localhost:4000" placeholder:"HOST:PORT" help:"The server (default ${default})."`
	Pad         bool   `help:"Put zeros in front of numbers that are too short: 7007009 is sent as 007007009."`
	SkipInvalid bool   `help:"Leave out lines that are no number, instead of stopping at the first."`

	CSV    bool   `name:"csv" help:"Files are tables: CSV with a header."`
	Column string `placeholder:"NAME|N" help:"Column of a table that holds the numbers, by name or by number from 1."`
	Where  string `placeholder:"EXPR" help:"Send only rows of a table for which the expression holds, such as 'Age > 30 and City == \"Oslo\"'."`
	DryRun bool   `help:"Print what would be sent instead of sending it."`

	Connections int `default:"1" placeholder:"N" help:"How many of the server's five places to take, for more speed (default ${default})."`
	Workers     int `placeholder:"N" help:"How many check at once what is sent (default: one for each processor)."`

	Retry      int           `placeholder:"N" help:"Send everything again, up to so many times, when the server cannot be reached or has not read it all."`
	RetryAfter time.Duration `default:"1s" placeholder:"TIME" help:"How long to wait before each time (default ${default})."`
	Quiet      bool          `help:"Show no progress, not even on a terminal."`
}

// Help shows how it is used.
func (*Command) Help() string {
	return `Everything is checked before it is sent, and the command succeeds only when the server has read it all.

Examples:

    numberserver send 123456789 987654321
    numberserver send --addr example.org:4000 numbers.txt more.txt
    generate | numberserver send --skip-invalid -
    numberserver send --csv --column Id --where 'Age > 30' people.csv

In an expression a field goes by the name of its column, $env["First name"] where that is no word.
It is compared as a number with numbers, as text with text; no comparison with an empty field holds
but == "" and != "". To calculate with a field, write float(Age). An expression may also use and, or,
not, in, contains, startsWith, matches, len and whatever else the language Expr knows.`
}

// Validate makes wrong settings a wrong command line.
func (c *Command) Validate() error {
	switch {
	case c.CSV && c.Column == "":
		return errors.New("--csv needs --column: which one holds the numbers?")
	case !c.CSV && c.Column != "":
		return errors.New("--column is for tables; add --csv")
	case c.Connections < 1 || c.Connections > app.Defaults().Clients:
		return fmt.Errorf("%d connections: a server has places for 1 to %d", c.Connections, app.Defaults().Clients)
	case c.Workers < 0:
		return fmt.Errorf("%d workers: there must be at least 1", c.Workers)
	case c.Retry < 0 || c.RetryAfter < 0:
		return errors.New("--retry and --retry-after cannot be less than 0")
	case !c.CSV && c.Where != "":
		return errors.New("--where is for tables; add --csv")
	}
	return cmp.Or(validateAddr(c.Addr), c.query().Validate())
}

// Run sends the numbers and says how many.
func (c *Command) Run(streams stdio.Streams) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal ends the sending, a second one the program.
	defer context.AfterFunc(ctx, stop)()
	sources, err := sources(c.Inputs, streams.In)
	if err != nil {
		return err
	}
	if c.Retry > 0 {
		if err := repeatable(sources); err != nil {
			return err
		}
	}
	progress := &progress{out: streams.Err}
	if c.showsBar(streams) {
		progress.showBar(totalSize(sources))
	}
	if c.DryRun {
		return c.show(ctx, sources, streams.Out, progress)
	}
	return c.send(ctx, sources, streams.Out, progress)
}

// showsBar reports whether somebody looks, and a bar does not get into the way of
// what is typed or printed on the same terminal.
func (c *Command) showsBar(streams stdio.Streams) bool {
	return !c.Quiet && !c.DryRun && stdio.IsTerminal(streams.Err) && !stdio.IsTerminal(streams.In)
}

func (c *Command) send(ctx context.Context, sources []*source, out io.Writer, progress *progress) error {
	defer progress.end()
	delivery, result := c.try(ctx, sources, progress)
	for again := 1; again <= c.Retry && result.undelivered != nil && ctx.Err() == nil; again++ {
		progress.say("%v; trying again (%d of %d)", result.undelivered, again, c.Retry)
		pause(ctx, c.RetryAfter)
		progress.restart()
		delivery, result = c.try(ctx, sources, progress)
	}
	progress.end()
	if err := result.err(delivery); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "Sent %s to %s.%s\n", count(delivery.numbers(), "number"), c.Addr, result.leftOut())
	if err != nil {
		return fmt.Errorf("all was sent, but nothing can be printed: %w", cause(err))
	}
	return nil
}

// try sends everything, from the start.
func (c *Command) try(ctx context.Context, sources []*source, progress *progress) (*delivery, outcome) {
	delivery := c.delivery(progress)
	return delivery, c.job(sources, delivery.run, progress).run(ctx)
}

func pause(ctx context.Context, length time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(length):
	}
}

// show prints what would be sent.
func (c *Command) show(ctx context.Context, sources []*source, out io.Writer, progress *progress) error {
	result := c.job(sources, printTo(out), progress).run(ctx)
	if result.skipped > 0 {
		progress.say("left out %s", count(int64(result.skipped), "invalid line"))
	}
	return cmp.Or(result.undelivered, result.flawed)
}

func (c *Command) job(sources []*source, deliver sink, progress *progress) *job {
	return &job{
		sources:  sources,
		query:    c.query(),
		rule:     rule{pad: c.Pad, skip: c.SkipInvalid},
		workers:  cmp.Or(c.Workers, runtime.GOMAXPROCS(0)),
		deliver:  deliver,
		progress: progress,
	}
}

// query returns what is wanted of tables, nil if there are none.
func (c *Command) query() *table.Query {
	if !c.CSV {
		return nil
	}
	return &table.Query{Column: c.Column, Where: c.Where}
}

func (c *Command) delivery(progress *progress) *delivery {
	return &delivery{
		addr:        c.Addr,
		connections: c.Connections,
		patience:    stallPatience,
		stalled: sync.OnceFunc(func() {
			progress.say("waiting for %s: all its places are taken, or it is slow", c.Addr)
		}),
	}
}
