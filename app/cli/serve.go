package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/alecthomas/kong"

	"numberserver/app"
	"numberserver/app/monitor"
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
	if err := c.settings().Validate(); err != nil || c.MetricsAddr == "" {
		return err
	}
	if err := app.ValidateAddr(c.MetricsAddr); err != nil {
		return fmt.Errorf("--metrics-addr: %w", err)
	}
	if samePort(c.Addr, c.MetricsAddr) {
		return fmt.Errorf("--metrics-addr %s is the address of the number server, too; choose another port", c.MetricsAddr)
	}
	return nil
}

// samePort reports whether two valid addresses share a port on the same host, or on
// all of them.
func samePort(a, b string) bool {
	hostA, portA, _ := net.SplitHostPort(a)
	hostB, portB, _ := net.SplitHostPort(b)
	return portA == portB && portA != "0" && (hostA == hostB || hostA == "" || hostB == "")
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
	info := monitor.Info{Version: string(version), Log: absolute(c.Log), Clients: c.Clients, Started: time.Now(), Flags: flagsOf(line)}
	err := untilStopped(watchSignals(), func(ctx context.Context) error { return c.serve(ctx, streams, logger, info) })
	if err != nil {
		logger.Error(err.Error())
		return errReported
	}
	return nil
}

// serve runs the server and its status page until ctx is done or a client stops it.
func (c *serveCommand) serve(ctx context.Context, streams Streams, logger *slog.Logger, info monitor.Info) (err error) {
	if err := checkDistinct(c.Log, streams); err != nil {
		return err
	}
	var page *monitor.Monitor
	if c.MetricsAddr != "" { // before the log is touched
		if page, err = monitor.Listen(c.MetricsAddr, logger); err != nil {
			return err
		}
		defer func() { page.Close(err) }() // after the server, so that the stop can be watched
	}
	settings := c.settings()
	settings.Reports, settings.Logger = streams.Out, logger
	server, err := app.Listen(ctx, settings)
	if err != nil && ctx.Err() != nil {
		logger.Info("stopped before it was listening")
		return nil
	}
	if err != nil {
		return err
	}
	info.Addr = server.Addr().String()
	c.announce(logger, server, info.Version)
	if page != nil {
		page.Start(info, server.Stats)
		logger.Info("status page at " + page.URL())
	}
	return server.Serve(ctx)
}

// checkDistinct refuses a log that is also an output: numbers and reports would mix.
func checkDistinct(log string, streams Streams) error {
	logInfo, err := os.Stat(log)
	if err != nil {
		return nil // the server creates the file, or says why it cannot
	}
	for _, stream := range []any{streams.Out, streams.Err} {
		file := fileOf(stream)
		if file == nil {
			continue
		}
		if info, err := file.Stat(); err == nil && os.SameFile(logInfo, info) {
			return fmt.Errorf("cannot open the log: %s is where the output goes; name another file", log)
		}
	}
	return nil
}

// announce says that the server is listening: in a sentence for people, in
// attributes for programs.
func (c *serveCommand) announce(logger *slog.Logger, server *app.Server, version string) {
	if c.LogFormat != "plain" {
		logger.Info("listening", "addr", server.Addr().String(), "clients", c.Clients, "log", c.Log,
			"resumed", server.Found(), "version", version)
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
		server.Addr(), c.Clients, clients, c.Log, resumed, version))
}

// flagsOf returns the flags of a command line with their values, except those that
// print and exit.
func flagsOf(line *kong.Context) []monitor.Flag {
	var all []monitor.Flag
	for _, flag := range line.Flags() {
		if flag.Name == "help" || flag.Name == "version" {
			continue
		}
		value := fmt.Sprint(flag.Target)
		switch value {
		case "true":
			value = "on"
		case "false", "0s", "":
			value = "off"
		}
		all = append(all, monitor.Flag{Flag: "--" + flag.Name, Value: value})
	}
	return all
}

// absolute returns path as it can be found from any folder.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}
