// Package bench is the command that measures a number server: it starts one,
// loads it, checks its log and says how fast it was.
package bench

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"numberserver/app/bench/chart"
	"numberserver/app/bench/load"
	"numberserver/app/grammar"
)

// Command is the command line of a benchmark.
type Command struct {
	Loads    []load.Kind   `arg:"" optional:"" name:"load" enum:"unique,random,duplicates,small,trickle" default:"unique" help:"What to send: ${enum} (default ${default})."`
	Whole    bool          `env:"-" help:"Send all 1,000,000,000 numbers, each once, in one run. The log takes 9.9 GB."`
	Lines    int           `env:"-" placeholder:"N" help:"How many lines to send in a run (default: what takes about a second)."`
	Clients  int           `env:"-" default:"5" placeholder:"N" help:"How many clients send them together (default ${default})."`
	Runs     int           `env:"-" placeholder:"N" help:"How often to measure; medians are shown (default: 5, but only once what cannot be repeated)."`
	Seed     uint64        `env:"-" default:"1" placeholder:"N" help:"Which of the many orders of the numbers to send (default ${default})."`
	Addr     string        `env:"-" xor:"addr,exec" placeholder:"HOST:PORT" help:"Measure the server that runs there, instead of starting one. It is left running."`
	Log      string        `env:"-" type:"path" placeholder:"FILE" help:"Log of the server at --addr, to check it too."`
	Exec     string        `env:"-" xor:"addr,exec" placeholder:"COMMAND" help:"Measure another server too, in turn with this one. {addr}, {port}, {log} and {dir} in COMMAND say where it listens and logs; without them, port 4000 and numbers.log."`
	Dir      string        `env:"-" type:"existingdir" placeholder:"FOLDER" help:"Where logs are while a server runs (default: where temporary files are)."`
	JSON     string        `env:"-" name:"json" type:"path" placeholder:"FILE" help:"File that takes all figures, of every run."`
	Plot     string        `env:"-" type:"path" placeholder:"FILE" help:"Picture of the results, .svg or .png."`
	Patience time.Duration `env:"-" default:"20s" placeholder:"TIME" help:"How long a loaded server may stand still before it is given up (default ${default})."`
}

// Validate makes wrong settings a wrong command line.
func (c *Command) Validate() error {
	if c.Lines < 0 || c.Lines > grammar.Numbers {
		return fmt.Errorf("%d lines: from 1 to %d can be sent", c.Lines, grammar.Numbers)
	}
	if c.Clients < 1 {
		return fmt.Errorf("%d clients: at least 1 must send", c.Clients)
	}
	if c.Runs < 0 {
		return fmt.Errorf("%d runs: at least 1 is needed", c.Runs)
	}
	if c.Patience <= 0 {
		return fmt.Errorf("a patience of %v: it must be longer than 0", c.Patience)
	}
	return c.validateTogether()
}

// validateTogether says which settings go against each other.
func (c *Command) validateTogether() error {
	if c.Whole && (c.Lines > 0 || !slices.Equal(c.Loads, []load.Kind{load.Unique})) {
		return errors.New("--whole says already what is sent: leave out the load and --lines")
	}
	if c.Plot != "" && !slices.Contains(chart.Formats, format(c.Plot)) {
		return fmt.Errorf("%s: a picture is named .%s", c.Plot, strings.Join(chart.Formats, " or ."))
	}
	if c.Exec != "" && strings.TrimSpace(c.Exec) == "" {
		return errors.New("--exec needs a command")
	}
	if c.Log != "" && c.Addr == "" {
		return errors.New("--log is for a server that runs already: name it with --addr")
	}
	if c.Addr != "" && (c.Runs > 1 || len(c.Loads) > 1) {
		return errors.New("--addr allows one load and one run: the server would know the numbers of the second from the first")
	}
	return nil
}

// runs is how often to measure.
func (c *Command) runs() int {
	switch {
	case c.Runs > 0:
		return c.Runs
	case c.Whole || c.Addr != "":
		return 1
	default:
		return 5
	}
}

// lines is how many lines to send in a run.
func (c *Command) lines(kind load.Kind) int {
	switch {
	case c.Lines > 0:
		return c.Lines
	case c.Whole:
		return grammar.Numbers
	default:
		return kind.DefaultLines()
	}
}

// folder is where the logs are while a server runs.
func (c *Command) folder() string {
	if c.Dir != "" {
		return c.Dir
	}
	return filepath.Clean(os.TempDir())
}
