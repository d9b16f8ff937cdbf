// Package monitor shows an operator how a number server is doing: a status page,
// its figures as JSON, metrics for Prometheus, a health check and Go's profiler.
package monitor

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"numberserver/app"
)

// Limits of the HTTP server, which must leave the number server its file
// descriptors and memory, whatever connects. Handlers that answer for longer than
// the write timeout set deadlines of their own.
const (
	maxConnections = 32
	headerTimeout  = 3 * time.Second
	idleTimeout    = 5 * time.Second
	writeTimeout   = 10 * time.Second
	maxHeaderBytes = 16 << 10
)

// Info is what does not change while a server runs.
type Info struct {
	Version string
	Addr    string // on which the server listens
	Log     string // path of the log
	Clients int    // how many may be connected
	Started time.Time
	Flags   []Flag
}

// A Flag is a flag of the command line and its value.
type Flag struct {
	Flag  string `json:"flag"`
	Value string `json:"value"`
}

// Monitor is an HTTP server that shows how a number server is doing.
type Monitor struct {
	listener net.Listener
	server   http.Server
	conns    connections
	info     Info
	stats    func() app.Stats
	history  history
	running  sync.WaitGroup

	ending  context.Context // done when Close is called
	end     context.CancelFunc
	failure string       // of the number server, set before ending is done
	pages   sync.RWMutex // read-locked by every open page
}

// Listen binds addr. Requests are answered after Start.
func Listen(addr string, logger *slog.Logger) (*Monitor, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("status page: %w", app.ListenError(addr, err))
	}
	m := &Monitor{listener: listener}
	m.ending, m.end = context.WithCancel(context.Background())
	m.server = http.Server{
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		WriteTimeout:      writeTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
		ConnState:         m.conns.changed,
		BaseContext:       func(net.Listener) context.Context { return m.ending },
	}
	return m, nil
}

// Start begins to answer requests, with the stats at the time of each, and to take
// a sample of the stats every second. Close ends both.
func (m *Monitor) Start(info Info, stats func() app.Stats) {
	m.info, m.stats = info, stats
	m.server.Handler = m.handler()
	m.running.Go(func() { _ = m.server.Serve(m.listener) })
	m.running.Go(func() { m.history.run(stats, m.ending.Done()) })
}

// Close tells every open page how the number server has ended, with nil for a clean
// stop, ends all connections and waits for what Start has started.
func (m *Monitor) Close(ended error) {
	if ended != nil {
		m.failure = ended.Error()
	}
	m.end()
	m.pages.Lock() // waits for the pages
	defer m.pages.Unlock()
	_ = m.server.Close()
	_ = m.listener.Close()
	m.running.Wait()
}

// URL returns the address of the page for a browser on this machine.
func (m *Monitor) URL() string {
	addr := m.listener.Addr().(*net.TCPAddr)
	if addr.IP.IsUnspecified() {
		return fmt.Sprintf("http://localhost:%d/", addr.Port)
	}
	return fmt.Sprintf("http://%v/", addr)
}

// connections are the open connections, at most maxConnections. The oldest makes
// room for a new one, so that no client can keep a health check out.
type connections struct {
	mu   sync.Mutex
	open []net.Conn // oldest first
}

// changed is called by the HTTP server for every connection.
func (c *connections) changed(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		if len(c.open) == maxConnections {
			_ = c.open[0].Close()
			c.open = slices.Delete(c.open, 0, 1)
		}
		c.open = append(c.open, conn)
	case http.StateClosed:
		c.open = slices.DeleteFunc(c.open, func(other net.Conn) bool { return other == conn })
	}
}
