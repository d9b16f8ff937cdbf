package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/alecthomas/kong"

	"numberserver/app"
	"numberserver/app/quote"
)

// serveCommand is the command that runs the server.
type serveCommand struct {
	Addr        string        `default:"${addr}" placeholder:"HOST:PORT" help:"TCP address to listen on; without a host, on all interfaces (default ${default})."`
	Log         string        `default:"${log}" placeholder:"FILE" help:"File that the numbers are written to, cleared at the start (default ${default})."`
	Clients     int           `default:"${clients}" placeholder:"N" help:"Number of clients served at once; more wait in line (default ${default})."`
	ReportEvery time.Duration `default:"${report_every}" placeholder:"TIME" help:"Time between reports, such as 10s or 1m30s (default ${default})."`
	IdleTimeout time.Duration `default:"${idle_timeout}" placeholder:"TIME" help:"Time after which a silent client is disconnected; 0 means never (default ${default})."`
	SyncEvery   time.Duration `default:"${sync_every}" placeholder:"TIME" help:"Time between syncs of the log to disk; 0 means only at the end. A loss of power loses what is not synced (default ${default})."`
	Resume      bool          `help:"Continue the existing log instead of clearing it; numbers in it are not written again."`
	MetricsAddr string        `placeholder:"HOST:PORT" help:"Address of the status page, for a browser; it also has /healthz, /metrics for Prometheus and /debug/pprof (default: off)."`
	LogFormat   string        `default:"plain" enum:"plain,text,json" placeholder:"FORMAT" help:"Format of the messages on standard error: plain for people, text or json for programs (default ${default})."`
}

// serveDefaults returns the defaults of the flags, by the names in their tags.
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

// Help shows examples.
func (*serveCommand) Help() string {
	return `Examples:

    numberserver
    numberserver --addr localhost:4000 --log numbers.log --resume`
}

// Validate makes wrong settings a usage error.
func (c *serveCommand) Validate() error {
	if c.MetricsAddr != "" {
		if err := app.ValidateAddr(c.MetricsAddr); err != nil {
			return fmt.Errorf("metrics: %w", err)
		}
	}
	return c.settings().Validate()
}

func (c *serveCommand) settings() app.Settings {
	return app.Settings{
		Addr:        c.Addr,
		Log:         c.Log,
		Clients:     c.Clients,
		ReportEvery: c.ReportEvery,
		IdleTimeout: c.IdleTimeout,
		SyncEvery:   c.SyncEvery,
		Resume:      c.Resume,
	}
}

// Run serves until a client or a signal stops the server.
func (c *serveCommand) Run(line *kong.Context, streams Streams, version programVersion) error {
	logger := newLogger(c.LogFormat, streams.Err)
	info := serverInfo{version: version, log: absolute(c.Log), clients: c.Clients, started: time.Now(), flags: settingsOf(line)}
	if err := c.serve(streams, logger, info); err != nil {
		logger.Error(err.Error())
		return errReported
	}
	return nil
}

// serve starts what the command consists of, and waits for its end.
func (c *serveCommand) serve(streams Streams, logger *slog.Logger, info serverInfo) error {
	watch := watchSignals()
	defer watch.stop()

	if err := checkDistinct(c.Log, streams); err != nil {
		return err
	}
	m, err := listenHTTP(c.MetricsAddr, logger)
	if err != nil {
		return err
	}
	defer m.close() // after the server has stopped, so that the stop can be watched
	server, err := unlessStopped(watch.first, c.listener(streams, logger))
	if errors.Is(err, context.Canceled) {
		logger.Info("stopped before it was listening")
		return nil
	}
	if err != nil {
		return err
	}
	info.addr = server.Addr().String()
	m.start(info, server.Stats)
	c.announce(logger, server, info.version)
	if m != nil {
		logger.Info("status page at " + m.url())
	}
	return untilStopped(watch, server.Serve)
}

var errSecondSignal = errors.New("stopped at once by a second signal; numbers not yet written are missing from the log")

// untilStopped runs serve until it ends. A stop takes as long as the disk needs; a
// second signal ends the program without waiting for it.
func untilStopped(watch signalWatch, serve func(context.Context) error) error {
	served := make(chan error, 1)
	go func() { served <- serve(watch.first) }()
	select {
	case err := <-served:
		return err
	case <-watch.second:
		return errSecondSignal
	}
}

// announce says that the server is listening: in a sentence for people, in
// attributes for programs.
func (c *serveCommand) announce(logger *slog.Logger, server *app.Server, version programVersion) {
	if c.LogFormat != "plain" {
		logger.Info("listening", "addr", server.Addr().String(), "clients", c.Clients, "log", c.Log,
			"resumed", server.Found(), "version", string(version))
		return
	}
	clients, resumed := "clients", ""
	if c.Clients == 1 {
		clients = "client"
	}
	if c.Resume {
		resumed = fmt.Sprintf(", which has %d numbers", server.Found())
	}
	logger.Info(fmt.Sprintf("listening on %v for at most %d %s, logging to %s%s (%s)",
		server.Addr(), c.Clients, clients, quote.Name(c.Log), resumed, version))
}
