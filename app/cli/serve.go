package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"time"

	"github.com/alecthomas/kong"
	"github.com/schollz/progressbar/v3"

	"numberserver/app"
	"numberserver/app/stdio"
)

// serveCommand is the command line of the server.
type serveCommand struct {
	Addr        string        `default:"${addr}" placeholder:"HOST:PORT" help:"TCP address to listen on; without a host, on all of this machine's (default ${default})."`
	Log         string        `default:"${log}" placeholder:"FILE" help:"File that takes the numbers, cleared at the start (default ${default})."`
	Clients     int           `default:"${clients}" placeholder:"N" help:"How many clients are served at once; more wait in line (default ${default})."`
	ReportEvery time.Duration `default:"${report_every}" placeholder:"TIME" help:"Time from report to report, such as 10s or 1m30s (default ${default})."`
	IdleTimeout time.Duration `default:"${idle_timeout}" placeholder:"TIME" help:"How long a client may be silent before it loses its place; 0: for ever (default ${default})."`
	SyncEvery   time.Duration `default:"${sync_every}" placeholder:"TIME" help:"Time between syncs of the log to the disk, which are what survives a loss of power; 0: only at the end (default ${default})."`
	Resume      bool          `help:"Go on with the log that is there instead of clearing it; no number in it is written again."`
	MetricsAddr string        `placeholder:"HOST:PORT" help:"Address to offer metrics for Prometheus on, at /metrics, and Go's profiler, at /debug/pprof (default: not at all)."`
}

// serveDefaults returns what the flags default to, by the names in their tags.
func serveDefaults() kong.Vars {
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
func (*serveCommand) Help() string {
	return `Examples:

    numberserver
    numberserver --addr localhost:4000 --log numbers.log --resume`
}

// Validate makes wrong settings a wrong command line.
func (c *serveCommand) Validate() error {
	if c.MetricsAddr != "" {
		if err := app.ValidateAddr(c.MetricsAddr); err != nil {
			return fmt.Errorf("metrics: %w", err)
		}
	}
	return c.settings(Streams{}).Validate()
}

func (c *serveCommand) settings(streams Streams) app.Settings {
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
func (c *serveCommand) Run(streams Streams, version programVersion) error {
	signals := watchSignals()
	defer signals.stop()

	if err := apart(c.Log, streams); err != nil {
		return err
	}
	showMetrics, closeMonitor, err := c.monitor()
	if err != nil {
		return err
	}
	defer closeMonitor()
	server, err := c.listen(signals.first, streams)
	if server == nil {
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
		return errSecondSignal
	}
}

// listen returns a server that listens; nil if a signal comes first, which it
// may while a long log is read back.
func (c *serveCommand) listen(ctx context.Context, streams Streams) (*app.Server, error) {
	settings, endProgress := c.settings(streams), func() {}
	if c.Resume && stdio.IsTerminal(streams.Err) {
		settings.Progress, endProgress = progressBar(c.Log, streams.Err)
	}
	type result struct {
		server *app.Server
		err    error
	}
	listens := make(chan result, 1)
	go func() {
		defer endProgress()
		server, err := app.Listen(settings)
		listens <- result{server, err}
	}()
	select {
	case r := <-listens:
		return r.server, r.err
	case <-ctx.Done():
		fmt.Fprintln(streams.Err, "numberserver: stopped before it listened")
		return nil, nil
	}
}

// startLine says what runs now.
func (c *serveCommand) startLine(server *app.Server, version programVersion) string {
	resumed := ""
	if c.Resume {
		resumed = fmt.Sprintf(", which has %d numbers", server.Found())
	}
	return fmt.Sprintf("numberserver: listening on %v for at most %d clients, logging to %s%s (%s)",
		server.Addr(), c.Clients, c.Log, resumed, version)
}

// monitor listens for those who ask for metrics, if it is to. The functions it
// returns start to answer them, and end it.
func (c *serveCommand) monitor() (show func(func() app.Stats), close func(), err error) {
	if c.MetricsAddr == "" {
		return func(func() app.Stats) {}, func() {}, nil
	}
	m, err := listenHTTP(c.MetricsAddr)
	if err != nil {
		return nil, nil, err
	}
	return func(stats func() app.Stats) { go m.Serve(stats) }, m.Close, nil
}

// apart refuses a log that is where the output goes: they would mix.
func apart(log string, streams Streams) error {
	logInfo, err := os.Stat(log)
	if err != nil {
		return nil // not there, or for others to say what is wrong
	}
	for _, stream := range []any{streams.Out, streams.Err} {
		file := stdio.File(stream)
		if file == nil {
			continue
		}
		if info, err := file.Stat(); err == nil && os.SameFile(logInfo, info) {
			return fmt.Errorf("cannot open the log: %s is where the output goes; name another file", log)
		}
	}
	return nil
}

// progressBar draws how much of the log is read back, until end is called.
func progressBar(log string, out io.Writer) (read func(bytes int64), end func()) {
	info, err := os.Stat(log)
	if err != nil {
		return nil, func() {}
	}
	bar := progressbar.NewOptions64(info.Size(),
		progressbar.OptionSetWriter(out),
		progressbar.OptionSetDescription("Reading "+log),
		progressbar.OptionShowBytes(true),
		progressbar.OptionFullWidth(),
		progressbar.OptionThrottle(100*time.Millisecond),
	)
	return func(bytes int64) { _ = bar.Set64(bytes) }, func() { _ = bar.Clear() }
}
