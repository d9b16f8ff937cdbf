package cli

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"numberserver/app"
	"numberserver/app/send"
)

// terminateCommand is the command line to stop a server.
type terminateCommand struct {
	Addr    string        `default:"localhost:4000" placeholder:"HOST:PORT" help:"The server (default ${default})."`
	Timeout time.Duration `default:"5s" placeholder:"TIME" help:"How long the server may take to stop (default ${default})."`
}

// Validate checks the flags.
func (c *terminateCommand) Validate() error {
	if c.Timeout <= 0 {
		return fmt.Errorf("a timeout of %v: it must be longer than 0", c.Timeout)
	}
	return app.ValidateAddr(c.Addr)
}

// Run stops the server and prints how long it took.
func (c *terminateCommand) Run(ctx context.Context, streams Streams, logger *slog.Logger) error {
	ctx, cancel := context.WithTimeoutCause(ctx, c.Timeout, fmt.Errorf("it has not stopped within %v", c.Timeout))
	defer cancel()
	start := time.Now()
	err := send.Terminate(ctx, c.Addr, min(2*time.Second, c.Timeout/2), func() {
		logger.Warn(fmt.Sprintf("waiting for %s: all its slots are taken, or it hangs; end one of its clients, which its messages "+
			"and its status page name, or stop it where it runs with SIGTERM or Ctrl-C", c.Addr))
	})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(streams.Out, "%s stopped after %v.\n", c.Addr, time.Since(start).Round(time.Millisecond)); err != nil {
		return fmt.Errorf("%s has stopped, but that cannot be printed: %w", c.Addr, err)
	}
	return nil
}
