// Package bench is the command that measures a number server: it starts one,
// loads it, checks its log and says how fast it was.
package bench

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	"numberserver/app"
	"numberserver/app/bench/check"
	"numberserver/app/bench/load"
	"numberserver/app/bench/report"
	"numberserver/app/bench/target"
	"numberserver/app/bench/trial"
	"numberserver/app/grammar"
	"numberserver/app/stdio"
)

// Command is the command line of a benchmark.
type Command struct {
	Loads    []load.Kind   `arg:"" optional:"" name:"load" enum:"unique,random,duplicates,small,trickle" default:"unique" help:"What to send: unique, random, duplicates, small or trickle (default ${default})."`
	Lines    int           `env:"-" placeholder:"N" help:"How many lines to send in a run, at most 1,000,000,000 (default: what takes about a second)."`
	Clients  int           `env:"-" default:"5" placeholder:"N" help:"How many clients send them together (default ${default})."`
	Runs     int           `env:"-" default:"5" placeholder:"N" help:"How often to measure; the medians count (default ${default})."`
	Seed     uint64        `env:"-" default:"1" placeholder:"N" help:"Which of the possible orders of the numbers to take (default ${default})."`
	Dir      string        `env:"-" type:"existingdir" placeholder:"FOLDER" help:"Where the log is while the server runs (default: where temporary files are)."`
	Patience time.Duration `env:"-" default:"20s" placeholder:"TIME" help:"How long a server may stand still before it is given up (default ${default})."`
}

// Validate makes wrong settings a wrong command line.
func (c *Command) Validate() error {
	if c.Lines < 0 || c.Lines > grammar.Numbers {
		return fmt.Errorf("%d lines: from 1 to %d can be sent", c.Lines, grammar.Numbers)
	}
	if c.Clients < 1 {
		return fmt.Errorf("%d clients: at least 1 must send", c.Clients)
	}
	if c.Runs < 1 {
		return fmt.Errorf("%d runs: at least 1 is needed", c.Runs)
	}
	return nil
}

// Run measures until all is measured, or until a signal.
func (c *Command) Run(streams stdio.Streams) error {
	ctx, stop := signal.NotifyContext(context.Background(), app.StopSignals...)
	defer stop()
	binary, err := os.Executable()
	if err != nil {
		return err
	}
	programs := []target.Program{target.Sink{Binary: binary}, target.Own{Binary: binary, Clients: c.Clients}}
	for _, kind := range c.Loads {
		if err := c.measure(ctx, streams, kind, programs); err != nil {
			return err
		}
	}
	return nil
}

// measure puts every program under the load, in turn, as often as it is to be
// done: what else happens on the machine then happens to all of them.
func (c *Command) measure(ctx context.Context, streams stdio.Streams, kind load.Kind, programs []target.Program) error {
	lines := c.Lines
	if lines == 0 {
		lines = kind.DefaultLines()
	}
	l := load.Prepare(kind, lines, c.Clients, c.Seed)
	sent, err := numbersOf(l)
	if err != nil {
		return err
	}
	fmt.Fprintf(streams.Out, "\n%s: %d lines from %d clients, %d runs\n", kind, lines, c.Clients, c.Runs)
	var all []*report.Series
	for _, program := range programs {
		all = append(all, &report.Series{Program: program.Name(), Lines: lines, Bytes: l.Bytes()})
	}
	for range c.Runs {
		for i, program := range programs {
			result, err := trial.Trial{Program: program, Load: l, Sent: sent, Folder: c.Dir, Patience: c.Patience}.Run(ctx)
			if err != nil {
				return err
			}
			all[i].Results = append(all[i].Results, result)
		}
	}
	return report.Table(streams.Out, all)
}

// numbersOf returns the numbers that a load has.
func numbersOf(l *load.Load) (*check.Set, error) {
	numbers := check.NewSet()
	for i := range l.Clients {
		stream := l.Stream(i)
		for lines := stream.Next(); len(lines) > 0; lines = stream.Next() {
			if err := numbers.AddLines(lines); err != nil {
				return nil, err
			}
		}
	}
	return numbers, nil
}
