// Package serve is the command that runs the server: its flags, and what it has
// to do with the terminal and the signals of the system.
package serve

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"time"

	"github.com/alecthomas/kong"
	"github.com/schollz/progressbar/v3"

	"numberserver/app"
	"numberserver/app/monitor"
	"numberserver/app/stdio"
)

// Command is the command line of the server.
type Command struct {
	Addr        string        `default:"${addr}" placeholder:"HOST:PORT" help:"TCP address to listen on; without a host, on all of this machine's (default ${default})."`
	Log         string        `default:"${log}" placeholder:"FILE" help:"File that takes the numbers, cleared at the start (default ${default})."`
	Clients     int           `default:"${clients}" placeholder:"N" help:"How many clients are served at once; more wait in line (default ${default})."`
	ReportEvery time.Duration `default:"${report_every}" placeholder:"TIME" help:"Time from report to report, such as 10s or 1m30s (default ${default})."`
	IdleTimeout time.Duration `default:"${idle_timeout}" placeholder:"TIME" help:"How long a client may be silent before it loses its place; 0: for ever (default ${default})."`
	SyncEvery   time.Duration `default:"${sync_every}" placeholder:"TIME" help:"Time between syncs of the log to the disk, which are what survives a loss of power; 0: only at the end (default ${default})."`
	Resume      bool          `help:"Go on with the log that is there instead of clearing it; no number in it is written again."`
	MetricsAddr string        `placeholder:"HOST:PORT" help:"Address to offer metrics for Prometheus on, at /metrics, and Go's profiler, at /debug/pprof (default: not at all)."`
}

// Version is which program this is.
type Version string

// Defaults returns what the flags default to, by the names in their tags.
func Defaults() kong.Vars {
	settings := app.Defaults()
	return kong.Vars{
		"addr":         settings.Addr,
		"log":          settings.Log,
		"clients":      strconv.Itoa(settings.Clients),
		"report_every": settings.ReportEvery.String(),
		"idle_timeout": settings.IdleTimeout.String(),
		"sync_every":   settings.SyncEvery.String(),
	}
}

// Help shows how it is used.
func (*Command) Help() string {
	return `Examples:

    numberserver
    numberserver --addr localhost:4000 --log numbers.log --resume`
}

// Validate makes wrong settings a wrong command line.
func (c *Command) Validate() error { return c.settings(stdio.Streams{}).Validate() }

func (c *Command) settings(streams stdio.Streams) app.Settings {
	return app.Settings{
		Addr:        c.Addr,
		Log:         c.Log,
		Clients:     c.Clients,
		ReportEvery: c.ReportEvery,
		IdleTimeout: c.IdleTimeout,
		SyncEvery:   c.SyncEvery,
		Resume:      c.Resume,
		Reports:     streams.Out,
		Logger:      slog.New(slog.NewTextHandler(streams.Err, nil)),
	}
}

// Run serves until a client or a signal stops the server.
func (c *Command) Run(streams stdio.Streams, version Version) error {
	signals := watchSignals()
	defer signals.stop()

	settings := c.settings(streams)
	if err := apart(c.Log, streams.Out); err != nil {
		return err
	}
	showMetrics, closeMonitor, err := c.monitor()
	if err != nil {
		return err
	}
	defer closeMonitor()
	if c.Resume && stdio.IsTerminal(streams.Err) {
		settings.Progress = progressBar(c.Log, streams.Err)
	}
	server, err := app.Listen(settings)
	if err != nil {
		return err
	}
	showMetrics(server.Stats)
	fmt.Fprintln(streams.Err, c.startLine(server, version))

	served := make(chan error, 1)
	go func() { served <- server.Serve(signals.first) }()
	select {
	case err := <-served:
		return err
	case <-signals.second:
		return errors.New("stopped at once by a second signal; numbers that were on their way are not in the log")
	}
}

// startLine says what runs now.
func (c *Command) startLine(server *app.Server, version Version) string {
	resumed := ""
	if c.Resume {
		resumed = fmt.Sprintf(", which has %d numbers", server.Found())
	}
	return fmt.Sprintf("numberserver: listening on %v for at most %d clients, logging to %s%s (%s)",
		server.Addr(), c.Clients, c.Log, resumed, version)
}

// monitor listens for those who ask for metrics, if it is to. The functions it
// returns start to answer them, and end it.
func (c *Command) monitor() (show func(func() app.Stats), close func(), err error) {
	if c.MetricsAddr == "" {
		return func(func() app.Stats) {}, func() {}, nil
	}
	m, err := monitor.Listen(c.MetricsAddr)
	if err != nil {
		return nil, nil, err
	}
	return func(stats func() app.Stats) { go m.Serve(stats) }, m.Close, nil
}

// apart refuses a log that is where the output goes: they would mix.
func apart(log string, out io.Writer) error {
	file, ok := out.(*os.File)
	if !ok {
		return nil
	}
	logInfo, err := os.Stat(log)
	if err != nil {
		return nil // not there, or for others to say what is wrong
	}
	if outInfo, err := file.Stat(); err == nil && os.SameFile(logInfo, outInfo) {
		return fmt.Errorf("cannot open the log: %s is where the reports go; name another file", log)
	}
	return nil
}

// progressBar draws how much of the log is read back.
func progressBar(log string, out io.Writer) func(read int64) {
	info, err := os.Stat(log)
	if err != nil {
		return nil
	}
	bar := progressbar.NewOptions64(info.Size(),
		progressbar.OptionSetWriter(out),
		progressbar.OptionSetDescription("Reading "+log),
		progressbar.OptionShowBytes(true),
		progressbar.OptionFullWidth(),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond),
	)
	return func(read int64) { _ = bar.Set64(read) }
}
