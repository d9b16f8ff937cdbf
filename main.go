// Numberserver takes nine-digit numbers over TCP and logs every number once.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"numberserver/app"
)

// Exit statuses, besides 0 for a clean stop.
const (
	statusFailure = 1 // something failed at run time
	statusUsage   = 2 // the command line is wrong
)

// commands is the command line.
type commands struct {
	Serve   serve            `cmd:"" default:"withargs" help:"Take numbers from clients and log every number once. This is what runs when no command is named."`
	Version kong.VersionFlag `help:"Print the version and exit."`
}

type serve struct {
	Addr        string        `default:"${addr}" placeholder:"HOST:PORT" help:"TCP address to listen on; without a host, on all of this machine's (default ${default})."`
	Log         string        `default:"${log}" placeholder:"FILE" help:"File that takes the numbers, cleared at the start (default ${default})."`
	Clients     int           `default:"${clients}" placeholder:"N" help:"How many clients are served at once; more wait in line (default ${default})."`
	ReportEvery time.Duration `default:"${report_every}" placeholder:"TIME" help:"Time from report to report, such as 10s or 1m30s (default ${default})."`
}

func main() {
	var line commands
	parser := kong.Must(&line, kong.Name("numberserver"), kong.DefaultEnvars("NUMBERSERVER"), variables(),
		kong.Description("Takes nine-digit numbers, one a line, from a few clients at once and logs every number once."))
	command, err := parser.Parse(os.Args[1:])
	if err != nil {
		exit(statusUsage, fmt.Errorf("%w; see numberserver --help", err))
	}
	if err := command.Run(); err != nil {
		exit(statusFailure, err)
	}
}

// variables returns what the command line takes from elsewhere, above all the
// settings that the requirements fix.
func variables() kong.Vars {
	settings := app.Defaults()
	return kong.Vars{
		"addr":         settings.Addr,
		"log":          settings.Log,
		"clients":      strconv.Itoa(settings.Clients),
		"report_every": settings.ReportEvery.String(),
		"version":      version(),
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
func exit(status int, err error) {
	fmt.Fprintf(os.Stderr, "numberserver: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
	os.Exit(status)
}

func (s *serve) settings() app.Settings {
	return app.Settings{
		Addr:        s.Addr,
		Log:         s.Log,
		Clients:     s.Clients,
		ReportEvery: s.ReportEvery,
		Reports:     os.Stdout,
		Logger:      slog.New(slog.NewTextHandler(os.Stderr, nil)),
	}
}

// Validate makes wrong settings a wrong command line.
func (s *serve) Validate() error { return s.settings().Validate() }

// Run serves until a client or a signal stops the server.
func (s *serve) Run() error {
	// Without this, whoever stops reading the reports kills the server.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), app.StopSignals...)
	// The first signal stops the server, a second one kills it.
	defer context.AfterFunc(ctx, stop)()

	server, err := app.Listen(s.settings())
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "numberserver: listening on %v for at most %d clients, logging to %s\n",
		server.Addr(), s.Clients, s.Log)
	return server.Serve(ctx)
}
