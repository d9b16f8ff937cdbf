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
	if err != nil {
		err = suggest(parser, args, err)
		logger.Error(err.Error() + "; see " + helpFor(err))
		return statusUsage
	}
	err = command.Run(streams, version)
	if err == nil {
		return statusOK
	}
	if !errors.Is(err, errReported) {
		logger.Error(err.Error())
	}
	return statusFailure
}

// helpFor returns the command line that prints the help on what could not be parsed.
func helpFor(err error) string {
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context.Selected() != nil {
		return "numberserver " + parse.Context.Selected().Name + " --help"
	}
	return "numberserver --help"
}

// newParser returns the parser of the command line. --help and --version print to
// stdout and leave it by a panic with an exit.
func newParser(streams Streams, version programVersion) *kong.Kong {
	return kong.Must(new(commands), kong.Name("numberserver"), kong.DefaultEnvars("NUMBERSERVER"),
		kong.Writers(streams.Out, streams.Err), kong.Exit(func(status int) { panic(exit(status)) }),
		serveDefaults(), kong.Vars{"version": string(version)},
		kong.Description("Takes nine-digit numbers, one per line, from several clients at once and logs every number once. "+
			"For the server's flags see numberserver serve --help."))
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

// suggest returns the error for args that do not parse, with the command that a
// mistyped word may stand for. The parser suggests commands only if none of them
// is the default.
func suggest(parser *kong.Kong, args []string, err error) error {
	const unexpected = "unexpected argument"
	if !strings.HasPrefix(err.Error(), unexpected) {
		return err
	}
	parser.Model.DefaultCmd = nil
	_, suggestion := parser.Parse(args)
	if suggestion != nil && strings.HasPrefix(suggestion.Error(), unexpected) {
		return suggestion
	}
	return err
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
