// Package cli is the command line of the number server.
package cli

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"numberserver/app"
)

// Exit statuses of the program.
const (
	statusOK      = 0
	statusFailure = 1 // the command failed
	statusUsage   = 2 // the command line is wrong
)

// commands is the command line. Every flag except --help and --version can also be set
// by an environment variable.
type commands struct {
	Serve      serveCommand      `cmd:"" default:"withargs" help:"Take numbers from clients and log every number once. This is the default command."`
	Send       sendCommand       `cmd:"" help:"Send numbers to a server, checked and confirmed."`
	Terminate  terminateCommand  `cmd:"" help:"Stop a server, and wait until its port is closed."`
	Completion completionCommand `cmd:"" help:"Print a shell's completion script."`
	Help       helpCommand       `cmd:"" help:"Print the help on a command."`
	Version    kong.VersionFlag  `env:"-" help:"Print the version and exit."`
}

// Main runs the command line args, which do not include the program's name, and
// returns the exit status: 0 on success, 1 if the command fails, 2 if args are wrong.
func Main(args []string, streams Streams) int {
	unsetEmptyVariables()
	messages := newImpatientWriter(streams.Err) // if it is blocked, it must not delay the exit
	parser := newParser(streams)
	if completes(parser) {
		return statusOK
	}
	printed := false // help or the version was printed; the parser goes on afterwards
	parser.Exit = func(int) { printed = true }
	logger := newLogger("plain", messages)
	command, err := parser.Parse(args)
	if err == nil && !printed {
		if serve, ok := command.Selected().Target.Addr().Interface().(*serveCommand); ok {
			logger = newLogger(serve.LogFormat, messages)
		}
		err = untilStopped(streams.Signals, func(ctx context.Context) error {
			command.BindTo(ctx, (*context.Context)(nil))
			return command.Run(streams, logger)
		})
	}
	var wrong *kong.ParseError
	switch {
	case err == nil, printed:
		return statusOK
	case errors.As(err, &wrong) && !errors.As(err, new(syscall.Errno)): // of the output of the help
		logger.Error(explain(parser, args, wrong))
		return statusUsage
	}
	logger.Error(err.Error())
	return statusFailure
}

// unsetEmptyVariables removes variables that were set for want of a value.
func unsetEmptyVariables() {
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "NUMBERSERVER_") && value == "" {
			_ = os.Unsetenv(name)
		}
	}
}

// newParser returns the parser of the command line.
func newParser(streams Streams) *kong.Kong {
	line := &commands{Serve: serveCommand{Settings: app.Defaults()}}
	return kong.Must(line, kong.Name("numberserver"), kong.DefaultEnvars("NUMBERSERVER"),
		kong.Writers(streams.Out, streams.Err), kong.PostBuild(complement), kong.NamedMapper("separator", separatorMapper), kong.Vars{"version": version()},
		kong.Description("Takes nine-digit numbers, one per line, from several clients at once and logs every number once. "+
			"For the server's flags see numberserver help serve."))
}

// texts are what the help of a command says besides its flags, and the completion
// scripts.
//
//go:embed help completion
var texts embed.FS

// complement adds to the commands what is not in their tags: the text of their help,
// and the values that their flags have from the start, which are the defaults.
func complement(parser *kong.Kong) error {
	for _, command := range parser.Model.Children {
		text, _ := texts.ReadFile("help/" + command.Name + ".txt")
		command.Detail = strings.TrimSpace(string(text))
		for _, flag := range command.Flags {
			if !flag.Target.IsZero() {
				flag.HasDefault, flag.Default = true, fmt.Sprint(flag.Target)
			}
		}
	}
	return nil
}

// version returns the version that the Go command recorded in the program, and that
// of Go.
func version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok { // as in the program that godog builds
		return "unknown"
	}
	return strings.Trim(build.Main.Version, "()") + " " + build.GoVersion
}
