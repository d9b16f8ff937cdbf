package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"numberserver/app"
	"numberserver/app/quote"
)

// listener returns the function that starts to listen.
func (c *serveCommand) listener(streams Streams, logger *slog.Logger) func() (*app.Server, error) {
	settings, endProgress := c.settings(), func() {}
	settings.Reports, settings.Logger = streams.Out, logger
	if c.Resume && isTerminal(streams.Err) {
		settings.Progress, endProgress = progressBar(c.Log, streams.Err)
	}
	return func() (*app.Server, error) {
		defer endProgress()
		return app.Listen(settings)
	}
}

// unlessStopped returns the result of listen, or ctx's error if ctx is done first.
// To read a long log back takes seconds and cannot be interrupted: listen is then
// left running until the program exits.
func unlessStopped(ctx context.Context, listen func() (*app.Server, error)) (*app.Server, error) {
	type result struct {
		server *app.Server
		err    error
	}
	listened := make(chan result, 1)
	go func() {
		server, err := listen()
		listened <- result{server, err}
	}()
	select {
	case r := <-listened:
		return r.server, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
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

// progressBar draws how much of the log has been read back, until end is called.
func progressBar(log string, out io.Writer) (read func(bytes int64), end func()) {
	info, err := os.Stat(log)
	if err != nil {
		return nil, func() {}
	}
	bar := progressbar.NewOptions64(info.Size(),
		progressbar.OptionSetWriter(out),
		progressbar.OptionSetDescription("Reading "+quote.Name(log)),
		progressbar.OptionShowBytes(true),
		progressbar.OptionFullWidth(),
		progressbar.OptionThrottle(100*time.Millisecond),
	)
	return func(bytes int64) { _ = bar.Set64(bytes) }, func() { _ = bar.Clear() }
}
