package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"github.com/dustin/go-humanize/english"

	"numberserver/app"
	"numberserver/app/monitor"
	"numberserver/app/quote"
)

// serveCommand is the command that runs the server.
type serveCommand struct {
	app.Settings
	MetricsAddr string `placeholder:"HOST:PORT" help:"Address of the status page, for a browser; it also has /healthz, /metrics for Prometheus and /debug/pprof (default: off)."`
	LogFormat   string `default:"plain" enum:"plain,text,json" placeholder:"FORMAT" help:"Format of the messages on standard error: plain for people, text or json for programs (default ${default})."`
}

// Validate makes wrong settings a usage error.
func (c *serveCommand) Validate() error {
	if c.MetricsAddr == "" {
		return nil
	}
	if err := app.ValidateAddr(c.MetricsAddr); err != nil {
		return fmt.Errorf("--metrics-addr: %w", err)
	}
	host, port, _ := net.SplitHostPort(c.Addr)
	pageHost, pagePort, _ := net.SplitHostPort(c.MetricsAddr)
	if port == pagePort && port != "0" && (host == pageHost || host == "" || pageHost == "") {
		return fmt.Errorf("--metrics-addr %s is the address of the number server, too; choose another port", c.MetricsAddr)
	}
	return nil
}

// Run serves, with a status page if there is an address for it, until ctx is done or a
// client stops the server.
func (c *serveCommand) Run(ctx context.Context, line *kong.Context, streams Streams, logger *slog.Logger) (err error) {
	signal.Ignore(syscall.SIGPIPE) // so that a write to a closed pipe returns an error
	started := time.Now()
	path, err := c.path(streams)
	if err != nil {
		return err
	}
	var page *monitor.Monitor
	if c.MetricsAddr != "" { // before the log is touched
		if page, err = monitor.Listen(c.MetricsAddr, logger); err != nil {
			return err
		}
		defer func() { page.Close(err) }() // after the server, so that the stop can be watched
	}
	c.Reports, c.Logger = streams.Out, logger
	server, err := app.Listen(ctx, c.Settings)
	switch {
	case err != nil && ctx.Err() != nil:
		logger.Info("stopped before it was listening")
		return nil
	case err != nil:
		return err
	}
	c.announce(server)
	if page != nil {
		page.Start(monitor.Info{
			Version: version(),
			Addr:    server.Addr().String(),
			Log:     path,
			Clients: c.Clients,
			Started: started,
			Flags:   flagsOf(line.Selected()),
		}, server.Stats)
		logger.Info("status page at " + page.URL())
	}
	return server.Serve(ctx)
}

// path returns the path of the log as it can be found from any folder. It refuses a
// log that is also an output: numbers and reports would mix.
func (c *serveCommand) path(streams Streams) (string, error) {
	log, _ := os.Stat(c.Log)
	for _, stream := range []any{streams.Out, streams.Err} {
		if output, _ := fileOf(stream).Stat(); os.SameFile(log, output) {
			return "", fmt.Errorf("cannot open the log: %s is where the output goes; name another file", c.Log)
		}
	}
	return filepath.Abs(c.Log)
}

// announce says that the server is listening.
func (c *serveCommand) announce(server *app.Server) {
	resumed := ""
	if c.Resume {
		found := server.Found()
		resumed = fmt.Sprintf(", which has %d %s", found, english.PluralWord(int(found), "number", ""))
	}
	c.Logger.Info(fmt.Sprintf("listening on %v for at most %s, logging to %s%s (%s)",
		server.Addr(), quote.Count(c.Clients, "client"), c.Log, resumed, version()))
}

// flagsOf returns the flags of a command with their values.
func flagsOf(command *kong.Node) []monitor.Flag {
	var all []monitor.Flag
	for _, flag := range command.Flags {
		all = append(all, monitor.Flag{Flag: "--" + flag.Name, Value: fmt.Sprint(flag.Target)})
	}
	return all
}
