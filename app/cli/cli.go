// Package cli is the command line of the number server.
package cli

import (
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"numberserver/app/send"
	"numberserver/app/stdio"
)

// Streams are the standard input and outputs of a command.
type Streams = stdio.Streams

// Exit statuses of the program.
const (
	statusOK      = 0
	statusFailure = 1 // something failed at run time
	statusUsage   = 2 // the command line is wrong
)

// commands is the command line. Every flag also has an environment variable,
// except --version.
type commands struct {
	Serve      serveCommand          `cmd:"" default:"withargs" help:"Take numbers from clients and log every number once. This is the default command."`
	Send       send.Command          `cmd:"" help:"Send numbers to a server, checked and confirmed."`
	Terminate  send.TerminateCommand `cmd:"" help:"Stop a server, and wait until its port is closed."`
	Completion completionCommand     `cmd:"" help:"Print a shell's completion script."`
	Version    kong.VersionFlag      `env:"-" help:"Print the version and exit."`
}

// Main runs the command line args, without the program's name, and returns the
// exit status: 0, 1 after a failure at run time, 2 when args are wrong.
func Main(args []string, streams Streams) (status int) {
	// A blocked stderr must not delay exit.
	streams.Err = stdio.NewImpatient(streams.Err)
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case exit:
			status = int(fault)
		default:
			panic(fault)
		}
	}()
	command, err := newParser(streams).Parse(args)
	if err != nil {
		complain(streams.Err, fmt.Errorf("%w; see numberserver --help", err))
		return statusUsage
	}
	if err := command.Run(streams, version()); err != nil {
		complain(streams.Err, err)
		return statusFailure
	}
	return statusOK
}

// exit is the panic by which --help and --version leave the parser, which goes
// on with the command line if they return.
type exit int

func newParser(streams Streams) *kong.Kong {
	return kong.Must(new(commands), kong.Name("numberserver"), kong.DefaultEnvars("NUMBERSERVER"),
		kong.Writers(streams.Out, streams.Err), kong.Exit(func(status int) { panic(exit(status)) }),
		serveDefaults(), kong.Vars{"version": string(version())},
		kong.Description("Takes nine-digit numbers, one a line, from a few clients at once and logs every number once. "+
			"The flags of the server: numberserver serve --help."))
}

// programVersion is the version of the program and of the Go that built it.
type programVersion string

func version() programVersion {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return programVersion(strings.Trim(build.Main.Version, "()") + " " + build.GoVersion)
}

// complain prints err in one line.
func complain(stderr io.Writer, err error) {
	fmt.Fprintf(stderr, "numberserver: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
}

var errSecondSignal = errors.New("stopped at once by a second signal; numbers not yet written are missing from the log")
