package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"numberserver/app/bench/load"
	"numberserver/app/bench/target"
	"numberserver/app/grammar"
)

const description = `Measures how fast number servers are on this machine, in turn with each other and with a sink, which reads and throws away, and checks that every log is right.`

// settings are the command line.
type settings struct {
	Loads    []load.Kind   `arg:"" optional:"" name:"load" enum:"unique,random,duplicates,small,trickle" default:"unique" help:"What to send: ${enum} (default ${default})."`
	Servers  []namedServer `name:"server" xor:"server" sep:"none" placeholder:"NAME='COMMAND'" help:"Measure the server that COMMAND starts; as often as wanted. {addr}, {port}, {log} and {dir} in COMMAND say where it listens and logs; without them, port 4000 and numbers.log (default: this module's server)."`
	Addr     string        `xor:"server" placeholder:"HOST:PORT" help:"Measure the server that is running there. It is left running."`
	Log      string        `type:"path" placeholder:"FILE" help:"Log of the server at --addr, to check it."`
	Lines    *int          `placeholder:"N" help:"Lines to send in a run (default: what takes about a second)."`
	Whole    bool          `help:"Send all 1,000,000,000 numbers, each once, in one run. The log takes 9.9 GB."`
	Clients  int           `default:"5" placeholder:"N" help:"Clients that send at the same time (default ${default})."`
	Runs     *int          `placeholder:"N" help:"Runs of every server; medians are shown (default: 5; with --whole or --addr 1)."`
	Seed     uint64        `default:"1" placeholder:"N" help:"Seed of the order of the numbers (default ${default})."`
	Dir      string        `type:"existingdir" placeholder:"FOLDER" help:"Where the logs are during a run (default: the folder for temporary files)."`
	Markdown bool          `help:"Print the tables in Markdown, to paste into a page."`
	JSON     string        `name:"json" type:"path" placeholder:"FILE" help:"Write all figures of every run to FILE."`
	Plot     string        `type:"path" placeholder:"FILE" help:"Draw the results to FILE, .svg or .png."`
	Patience time.Duration `default:"1m" placeholder:"TIME" help:"How long a server may take to start or to stop, or make no progress (default ${default})."`
}

// Help returns examples.
func (*settings) Help() string {
	return `Examples:

    bench
    bench unique duplicates small trickle --plot rates.svg
    bench --server mine='./server --listen {addr} --out {log}'
    bench --server old='./old --addr {addr} --log {log}' --server new='./new --addr {addr} --log {log}'
    bench --addr localhost:4000 --log numbers.log`
}

// A namedServer is a server on the command line.
type namedServer struct {
	name, command string
}

// UnmarshalText parses NAME=COMMAND.
func (s *namedServer) UnmarshalText(text []byte) error {
	s.name, s.command, _ = strings.Cut(string(text), "=")
	if strings.TrimSpace(s.name) == "" || strings.TrimSpace(s.command) == "" {
		return fmt.Errorf("%q is not NAME='COMMAND'", text)
	}
	return nil
}

// Validate returns an error if settings are wrong.
func (s *settings) Validate() error {
	if s.Lines != nil && (*s.Lines < 1 || *s.Lines > grammar.Numbers) {
		return fmt.Errorf("--lines %d: must be from 1 to %d", *s.Lines, grammar.Numbers)
	}
	if s.Clients < 1 {
		return fmt.Errorf("--clients %d: must be at least 1", s.Clients)
	}
	if s.Runs != nil && *s.Runs < 1 {
		return fmt.Errorf("--runs %d: must be at least 1", *s.Runs)
	}
	if s.Patience <= 0 {
		return fmt.Errorf("--patience %v: must be longer than 0", s.Patience)
	}
	if s.Plot != "" && !slices.Contains(chartFormats, chartFormat(s.Plot)) {
		return fmt.Errorf("--plot %s: must end in .%s", s.Plot, strings.Join(chartFormats, " or ."))
	}
	return errors.Join(s.validateNames(), s.validateTogether())
}

// validateNames returns an error if two servers have the same name.
func (s *settings) validateNames() error {
	seen := []string{target.Sink{}.Name()}
	for _, server := range s.Servers {
		if slices.Contains(seen, server.name) {
			return fmt.Errorf("--server %s: the name is taken", server.name)
		}
		seen = append(seen, server.name)
	}
	return nil
}

// validateTogether returns an error if settings exclude each other.
func (s *settings) validateTogether() error {
	if s.Whole && (s.Lines != nil || !slices.Equal(s.Loads, []load.Kind{load.Unique})) {
		return errors.New("--whole allows neither --lines nor a load")
	}
	if s.Log != "" && s.Addr == "" {
		return errors.New("--log needs --addr")
	}
	if s.Addr != "" && (s.runs() > 1 || len(s.Loads) > 1) {
		return errors.New("--addr allows one load and one run: in a second one the server would know the numbers of the first")
	}
	return nil
}

// runs is how often every server is measured.
func (s *settings) runs() int {
	switch {
	case s.Runs != nil:
		return *s.Runs
	case s.Whole || s.Addr != "":
		return 1
	default:
		return 5
	}
}

// lines is how many lines a run of that kind has.
func (s *settings) lines(kind load.Kind) int {
	switch {
	case s.Lines != nil:
		return *s.Lines
	case s.Whole:
		return grammar.Numbers
	default:
		return kind.DefaultLines()
	}
}

// folder is where the logs are during a run.
func (s *settings) folder() string {
	if s.Dir != "" {
		return s.Dir
	}
	return filepath.Clean(os.TempDir())
}
