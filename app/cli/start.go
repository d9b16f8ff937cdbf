package cli

import (
	"context"

	"numberserver/app"
)

// listenUnlessDone starts to listen, unless ctx is done first.
func listenUnlessDone(ctx context.Context, settings app.Settings) (*app.Server, error) {
	type result struct {
		server *app.Server
		err    error
	}
	listened := make(chan result, 1)
	go func() {
		server, err := app.Listen(settings)
		listened <- result{server, err}
	}()
	select {
	case r := <-listened:
		return r.server, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
