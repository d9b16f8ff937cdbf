package cli

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"strconv"
	"sync"
	"time"

	"golang.org/x/net/netutil"

	"numberserver/app"
)

// Limits of the HTTP server, which must leave the number server its file
// descriptors, whatever connects. An idle connection ends after the read timeout.
// pprof extends the write timeout for a profile that takes longer.
const (
	httpConnections   = 32
	httpHeaderTimeout = 3 * time.Second
	httpReadTimeout   = 5 * time.Second
	httpWriteTimeout  = 10 * time.Second
	httpHeaderBytes   = 16 << 10
)

// A monitor is an HTTP server that shows how a number server is doing.
type monitor struct {
	listener net.Listener
	server   http.Server
	running  sync.WaitGroup
	ended    chan struct{} // closed by close
}

// listenHTTP binds addr, so that an address in use is reported before the log is
// touched. It returns a nil monitor, which does nothing, if addr is empty.
func listenHTTP(addr string, logger *slog.Logger) (*monitor, error) {
	if addr == "" {
		return nil, nil
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot offer metrics: %w", err)
	}
	return &monitor{
		listener: netutil.LimitListener(listener, httpConnections),
		server: http.Server{
			ReadHeaderTimeout: httpHeaderTimeout,
			ReadTimeout:       httpReadTimeout,
			WriteTimeout:      httpWriteTimeout,
			MaxHeaderBytes:    httpHeaderBytes,
			ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
		},
		ended: make(chan struct{}),
	}, nil
}

// start begins to answer requests, with the stats at the time of each, and to take
// a sample of the stats every second. close ends both.
func (m *monitor) start(info serverInfo, stats func() app.Stats) {
	if m == nil {
		return
	}
	samples := newHistory(stats())
	m.server.Handler = handler(info, stats, samples)
	m.running.Go(func() { _ = m.server.Serve(m.listener) })
	m.running.Go(func() {
		ticker := time.NewTicker(sampleEvery)
		defer ticker.Stop()
		samples.run(stats, ticker.C, m.ended)
	})
}

// close ends all connections and waits for what start has started.
func (m *monitor) close() {
	if m == nil {
		return
	}
	close(m.ended)
	_ = m.server.Close()
	_ = m.listener.Close()
	m.running.Wait()
}

// url returns the address of the page for a browser on this machine.
func (m *monitor) url() string {
	addr := m.listener.Addr().(*net.TCPAddr)
	host := addr.IP.String()
	if addr.IP.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(addr.Port)) + "/"
}

// handler returns the handler of all requests. Nothing but pprof costs more than a
// look at the counters.
func handler(info serverInfo, stats func() app.Stats, samples *history) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", asset("text/html; charset=utf-8", pageHTML))
	mux.HandleFunc("GET /page.js", asset("text/javascript; charset=utf-8", pageJS))
	mux.HandleFunc("GET /stats.json", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, newStatus(info, stats(), samples))
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeHealth(w, stats().Stopping)
	})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		writeMetrics(w, info, stats())
	})
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}

// writeHealth answers a health check. A server that stops takes no more clients, so
// a load balancer must not send it any.
func writeHealth(w http.ResponseWriter, stopping bool) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if stopping {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "stopping\n")
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}
