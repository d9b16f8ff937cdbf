// Package cli is the command line of the number server.
package cli

import (
	"errors"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"
)

// Exit statuses of the program.
const (
	statusOK      = 0
	statusFailure = 1 // the command failed
	statusUsage   = 2 // the command line is wrong
)

// commands is the command line. Every flag except --version can also be set by
// an environment variable.
type commands struct {
	Serve      serveCommand      `cmd:"" default:"withargs" help:"Take numbers from clients and log every number once. This is the default command."`
	Send       sendCommand       `cmd:"" help:"Send numbers to a server, checked and confirmed."`
	Terminate  terminateCommand  `cmd:"" help:"Stop a server, and wait until its port is closed."`
	Completion completionCommand `cmd:"" help:"Print a shell's completion script."`
	Help       helpCommand       `cmd:"" help:"Print the help on a command."`
	Version    kong.VersionFlag  `env:"-" help:"Print the version and exit."`
}

// errReported is returned by a command that has reported its failure itself.
var errReported = errors.New("the command failed")

// Main runs the command line args, which do not include the program's name, and
// returns the exit status: 0 on success, 1 if the command fails, 2 if args are wrong.
func Main(args []string, streams Streams) (status int) {
	// A blocked stderr must not delay exit.
	streams.Err = newImpatientWriter(streams.Err)
	logger := newLogger("plain", streams.Err)
	defer recoverExit(&status)

	version := buildVersion()
	parser := newParser(streams, version)
	if completes(parser) {
		return statusOK
	}
	command, err := parser.Parse(args)
	if err == nil {
		err = command.Run(streams, version)
	}
	switch {
	case err == nil:
		return statusOK
	case errors.As(err, new(*kong.ParseError)):
		logger.Error(explain(parser, args, err))
		return statusUsage
	case !errors.Is(err, errReported):
		logger.Error(err.Error())
	}
	return statusFailure
}

// newParser returns the parser of the command line. --help and --version print to
// stdout and leave it by a panic with an exit.
func newParser(streams Streams, version programVersion) *kong.Kong {
	options := append(values(), kong.Name("numberserver"), kong.DefaultEnvars("NUMBERSERVER"),
		kong.Writers(streams.Out, streams.Err), kong.Exit(func(status int) { panic(exit(status)) }),
		serveDefaults(), kong.Vars{"version": string(version)},
		kong.Description("Takes nine-digit numbers, one per line, from several clients at once and logs every number once. "+
			"For the server's flags see numberserver help serve."))
	return kong.Must(new(commands), options...)
}

// exit is the panic value with which --help and --version leave the parser. The
// parser would go on to run a command if they returned.
type exit int

// recoverExit sets status to that of an exit.
func recoverExit(status *int) {
	switch value := recover().(type) {
	case nil:
	case exit:
		*status = int(value)
	default:
		panic(value)
	}
}

// programVersion is the version of the program and of the Go release that built it.
type programVersion string

// buildVersion returns the version that the Go command recorded in the program.
func buildVersion() programVersion {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return programVersion(strings.Trim(build.Main.Version, "()") + " " + build.GoVersion)
}
