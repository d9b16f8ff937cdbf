package main

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"numberserver/app/bench/load"
	"numberserver/app/grammar"
)

const description = `Measures how fast number servers are on this machine, in turn with each other and with a sink, which reads and throws away, and checks that every log is right. The results are in Go's benchmark format, a line a run: go tool benchstat -col /server makes a table of them.`

// settings are the command line.
type settings struct {
	Loads    []load.Kind   `arg:"" optional:"" name:"load" enum:"unique,random,duplicates,small,trickle" default:"unique" help:"What to send: ${enum} (default ${default})."`
	Servers  []program     `name:"server" xor:"server" sep:"none" placeholder:"NAME='COMMAND'" help:"Measure the server that COMMAND starts; as often as wanted. {addr}, {port}, {log} and {dir} in COMMAND say where it listens and logs; without them, port 4000 and numbers.log (default: this module's server)."`
	Addr     string        `xor:"server" placeholder:"HOST:PORT" help:"Measure the server that is running there. It is left running."`
	Log      string        `type:"path" placeholder:"FILE" help:"Log of the server at --addr, to check it."`
	Lines    count         `xor:"lines" placeholder:"N" help:"Lines to send in a run, such as 500000, 10k or 5M (default: what takes about a second)."`
	Whole    bool          `xor:"lines" help:"Send 1,000,000,000 lines in one run: all numbers, each once. The log takes 9.9 GB."`
	Clients  count         `default:"5" placeholder:"N" help:"Clients that send at the same time (default ${default})."`
	Runs     count         `placeholder:"N" help:"Runs of every server (default: 6, as many as benchstat needs to say how far they vary; with --whole or --addr 1)."`
	Seed     uint64        `default:"1" placeholder:"N" help:"Seed of the order of the numbers (default ${default})."`
	Patience time.Duration `default:"1m" placeholder:"TIME" help:"How long a server may take to start or to stop, or make no progress (default ${default})."`
}

// serverSyntax is NAME=COMMAND. The name becomes a part of the name of a benchmark.
var serverSyntax = regexp.MustCompile(`^([\w.+-]+)=(.*\S.*)$`)

// UnmarshalText parses NAME=COMMAND.
func (p *program) UnmarshalText(text []byte) error {
	parts := serverSyntax.FindStringSubmatch(string(text))
	if parts == nil {
		return fmt.Errorf("%q is not NAME='COMMAND', with letters, digits and . _ + - in NAME", text)
	}
	p.name, p.command = parts[1], parts[2]
	return nil
}

// A count is a number on the command line, 0 if it is not there.
type count int

// UnmarshalText parses a number that may end in k, M or G, for thousands, millions and
// thousands of millions.
func (c *count) UnmarshalText(text []byte) error {
	digits := strings.TrimRight(string(text), "kMG")
	factor, known := map[string]int{"": 1, "k": 1e3, "M": 1e6, "G": 1e9}[string(text)[len(digits):]]
	n, err := strconv.Atoi(digits)
	if err != nil || !known || n < 1 || n > grammar.Numbers/factor {
		return fmt.Errorf("%q is not a number from 1 to %d, such as 500000, 10k or 5M", text, grammar.Numbers)
	}
	*c = count(n * factor)
	return nil
}

// Validate returns an error if settings are wrong.
func (s *settings) Validate() error {
	switch {
	case s.Patience <= 0:
		return fmt.Errorf("--patience %v: must be longer than 0", s.Patience)
	case s.Log != "" && s.Addr == "":
		return errors.New("--log needs --addr")
	case sizeOf(s.Log) > 0:
		return fmt.Errorf("--log %s: has numbers already; start the server anew", s.Log)
	case s.Addr != "" && (s.runs() > 1 || len(s.Loads) > 1):
		return errors.New("--addr allows one load and one run: in a second one the server would know the numbers of the first")
	}
	taken := []string{sinkName}
	for _, server := range s.Servers {
		if slices.Contains(taken, server.name) {
			return fmt.Errorf("--server %s: the name is taken", server.name)
		}
		taken = append(taken, server.name)
	}
	return nil
}

// runs is how often every server is measured.
func (s *settings) runs() int {
	if s.Whole || s.Addr != "" {
		return cmp.Or(int(s.Runs), 1)
	}
	return cmp.Or(int(s.Runs), 6)
}

// lines is how many lines a run of that kind has.
func (s *settings) lines(kind load.Kind) int {
	if s.Whole {
		return grammar.Numbers
	}
	return cmp.Or(int(s.Lines), kind.DefaultLines())
}

// checked says whether the logs are checked.
func (s *settings) checked() string {
	if s.Addr != "" && s.Log == "" {
		return "its log was not checked, --log says where it is"
	}
	return "every log was right"
}
