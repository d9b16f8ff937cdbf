package target

import (
	"context"
	"fmt"
	"net"
)

// Running is a server that runs already, and goes on when it has been measured.
type Running struct {
	Addr string
	Log  string // "" if its log is out of reach
}

// Name says where it is.
func (r Running) Name() string { return r.Addr }

// Start makes sure that the server is there.
func (r Running) Start(ctx context.Context, _ string) (*Server, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", r.Addr)
	if err != nil {
		return nil, fmt.Errorf("connect to the server: %w; does it run?", err)
	}
	return &Server{Addr: r.Addr, Log: r.Log}, conn.Close()
}
