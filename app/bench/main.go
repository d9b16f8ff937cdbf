// Bench measures how fast number servers are on this machine and checks that their
// logs are right.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"numberserver/app/bench/target"
)

// Exit statuses, besides 0.
const (
	statusFailure = 1 // something failed at run time
	statusUsage   = 2 // the command line is wrong
)

// errInterrupted is why a benchmark ends after a signal.
var errInterrupted = errors.New("interrupted")

func main() {
	// A broken pipe is an error like others, which leaves no server behind.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	status := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(status)
}

// streams are what a benchmark reads and writes.
type streams struct {
	in  io.Reader // only the sink reads it
	out io.Writer // the results
	err io.Writer // everything else
}

// run runs the program and returns its exit status.
func run(ctx context.Context, args []string, std streams) int {
	if len(args) == 2 && args[0] == target.SinkArgument {
		return exit(std.err, statusFailure, target.ServeSink(args[1], std.in))
	}
	s, helped, err := parse(args, std)
	if helped || err != nil {
		return exit(std.err, statusUsage, err)
	}
	err = newBench(s, std).run(ctx)
	if ctx.Err() != nil {
		err = errInterrupted
	}
	return exit(std.err, statusFailure, err)
}

// parse parses the command line. It reports whether help was asked for, and given.
func parse(args []string, std streams) (s *settings, helped bool, err error) {
	s = new(settings)
	parser := kong.Must(s, kong.Name("bench"), kong.Description(description),
		kong.Writers(std.out, std.err), kong.Exit(func(int) { helped = true }))
	_, err = parser.Parse(args)
	switch {
	case helped:
		return s, true, nil
	case err != nil:
		return nil, false, fmt.Errorf("%w; see --help", err)
	default:
		return s, false, nil
	}
}

// exit returns 0, or status and one line on stderr if there is an error.
func exit(stderr io.Writer, status int, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintf(stderr, "bench: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
	return status
}
