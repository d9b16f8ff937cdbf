// Numberserver takes nine-digit numbers over TCP and logs every number once.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"numberserver/app/bench"
	"numberserver/app/completion"
	"numberserver/app/send"
	"numberserver/app/serve"
	"numberserver/app/stdio"
)

// Exit statuses, besides 0 for a clean stop.
const (
	statusFailure = 1 // something failed at run time
	statusUsage   = 2 // the command line is wrong
)

// commands is the command line. Every flag has a variable, but for the version's
// and those of the benchmark, whose figures must not depend on who measures.
type commands struct {
	Serve      serve.Command         `cmd:"" default:"withargs" help:"Take numbers from clients and log every number once. This is what runs when no command is named."`
	Bench      bench.Command         `cmd:"" help:"Measure how fast the server is on this machine, and check that its log is right."`
	Sink       bench.Sink            `cmd:"" hidden:"" help:"Take numbers and throw them away, for comparison."`
	Send       send.Command          `cmd:"" help:"Send numbers to a server, checked and confirmed."`
	Terminate  send.TerminateCommand `cmd:"" help:"Stop a server, and wait until nobody listens there any more."`
	Completion completion.Command    `cmd:"" help:"Print what makes a shell complete the command line."`
	Version    kong.VersionFlag      `env:"-" help:"Print the version and exit."`
}

func main() {
	// Words to the user must not keep the program from its end.
	stderr := stdio.NewImpatient(os.Stderr)
	streams := stdio.Streams{In: os.Stdin, Out: os.Stdout, Err: stderr}

	var line commands
	parser := kong.Must(&line, kong.Name("numberserver"), kong.DefaultEnvars("NUMBERSERVER"),
		serve.Defaults(), kong.Vars{"version": version()},
		kong.Description("Takes nine-digit numbers, one a line, from a few clients at once and logs every number once. "+
			"The flags of the server: numberserver serve --help."))
	command, err := parser.Parse(os.Args[1:])
	if err != nil {
		exit(stderr, statusUsage, fmt.Errorf("%w; see numberserver --help", err))
	}
	if err := command.Run(streams, serve.Version(version())); err != nil {
		exit(stderr, statusFailure, err)
	}
}

func version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return strings.Trim(build.Main.Version, "()") + " " + build.GoVersion
}

// exit ends the program with one line that says why.
func exit(stderr io.Writer, status int, err error) {
	fmt.Fprintf(stderr, "numberserver: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
	os.Exit(status)
}
