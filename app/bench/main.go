// Bench measures how fast number servers are on this machine and checks that their
// logs are right. It prints Go's benchmark format, which benchstat reads.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"numberserver/app/bench/target"
)

// Exit statuses, besides 0.
const (
	statusFailure = 1 // something failed at run time
	statusUsage   = 2 // the command line is wrong
)

func main() {
	if len(os.Args) == 3 && os.Args[1] == sinkName {
		exitOn(target.ServeSink(os.Args[2]))
		return
	}
	var s settings
	kong.Parse(&s, kong.Name("bench"), kong.Description(description),
		kong.Exit(func(status int) { os.Exit(min(status, statusUsage)) }))

	signal.Ignore(syscall.SIGPIPE) // a broken pipe is an error like others, which leaves no server behind
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := (&bench{settings: &s, out: os.Stdout, err: os.Stderr}).run(ctx)
	if ctx.Err() != nil {
		err = errors.New("interrupted")
	}
	stop()
	exitOn(err)
}

// exitOn ends the program with one line on stderr if there is an error.
func exitOn(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(statusFailure)
	}
}
