package send

import (
	"context"
	"fmt"
	"io"
	"os/signal"
	"runtime"
	"sync"
	"time"

	"numberserver/app"
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
}

// Help shows how it is used.
func (*Command) Help() string {
	return `Everything is checked before it is sent, and the command succeeds only when the server has read it all.

Examples:

    numberserver send 123456789 987654321
    numberserver send --addr example.org:4000 numbers.txt more.txt
    generate | numberserver send --skip-invalid -`
}

// Validate makes wrong settings a wrong command line.
func (c *Command) Validate() error { return validateAddr(c.Addr) }

// Run sends the numbers and says how many.
func (c *Command) Run(streams stdio.Streams) error {
	ctx, stop := signal.NotifyContext(context.Background(), app.StopSignals...)
	// The first signal ends the sending, a second one the program.
	defer context.AfterFunc(ctx, stop)()
	sources, err := sources(c.Inputs, streams.In)
	if err != nil {
		return err
	}
	delivery := c.delivery(streams.Err)
	job := &job{sources, nil, c.rule(), runtime.GOMAXPROCS(0), delivery.run}
	result := job.run(ctx)
	if err := result.err(delivery); err != nil {
		return err
	}
	_, err = fmt.Fprintf(streams.Out, "Sent %s to %s.%s\n", count(delivery.numbers(), "number"), c.Addr, result.leftOut())
	return err
}

func (c *Command) rule() rule { return rule{pad: c.Pad, skip: c.SkipInvalid} }

func (c *Command) delivery(notices io.Writer) *delivery {
	return &delivery{
		addr:        c.Addr,
		connections: 1,
		patience:    stallPatience,
		stalled: sync.OnceFunc(func() {
			fmt.Fprintf(notices, "numberserver: waiting for %s: all its places are taken, or it is slow\n", c.Addr)
		}),
	}
}
