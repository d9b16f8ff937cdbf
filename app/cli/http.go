package cli

import (
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"

	"github.com/VictoriaMetrics/metrics"

	"numberserver/app"
)

// A monitor is an HTTP server beside a number server.
type monitor struct {
	listener net.Listener
	server   http.Server
}

// listenHTTP binds addr. Serve then answers.
func listenHTTP(addr string) (*monitor, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot offer metrics: %w", err)
	}
	return &monitor{listener: listener}, nil
}

// monitor listens at the metrics address, if there is one. show starts to answer
// with the figures of stats.
func (c *serveCommand) monitor() (show func(stats func() app.Stats), close func(), err error) {
	if c.MetricsAddr == "" {
		return func(func() app.Stats) {}, func() {}, nil
	}
	m, err := listenHTTP(c.MetricsAddr)
	if err != nil {
		return nil, nil, err
	}
	return func(stats func() app.Stats) { go m.Serve(stats) }, m.Close, nil
}

// Addr returns the address that the monitor listens on.
func (m *monitor) Addr() net.Addr { return m.listener.Addr() }

// Serve answers with what stats returns at the time, until Close.
func (m *monitor) Serve(stats func() app.Stats) {
	set := metricsOf(stats)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		set.WritePrometheus(w)
		metrics.WriteProcessMetrics(w)
	})
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	m.server.Handler = mux
	_ = m.server.Serve(m.listener)
}

// Close ends Serve and whatever it still answers.
func (m *monitor) Close() {
	_ = m.server.Close()
	_ = m.listener.Close()
}

// metricsOf returns the metrics. They ask when they are asked, so that the
// numbers on their way pay nothing for them.
func metricsOf(stats func() app.Stats) *metrics.Set {
	set := metrics.NewSet()
	for name, value := range map[string]func(app.Stats) float64{
		`numberserver_lines_total`:                func(s app.Stats) float64 { return float64(s.Unique + s.Duplicates) },
		`numberserver_unique_total`:               func(s app.Stats) float64 { return float64(s.Unique) },
		`numberserver_duplicates_total`:           func(s app.Stats) float64 { return float64(s.Duplicates) },
		`numberserver_received_bytes_total`:       func(s app.Stats) float64 { return float64(s.Bytes) },
		`numberserver_rejected_connections_total`: func(s app.Stats) float64 { return float64(s.Rejected) },
		`numberserver_clients{state="connected"}`: func(s app.Stats) float64 { return float64(s.Connected) },
		`numberserver_clients{state="waiting"}`:   func(s app.Stats) float64 { return float64(s.Waiting) },
		`numberserver_queue_batches{to="dedup"}`:  func(s app.Stats) float64 { return float64(s.Received) },
		`numberserver_queue_batches{to="writer"}`: func(s app.Stats) float64 { return float64(s.Deduped) },
		`numberserver_log_writes_total`:           func(s app.Stats) float64 { return float64(s.Writes.Times) },
		`numberserver_log_write_seconds_total`:    func(s app.Stats) float64 { return s.Writes.Took.Seconds() },
		`numberserver_log_syncs_total`:            func(s app.Stats) float64 { return float64(s.Syncs.Times) },
		`numberserver_log_sync_seconds_total`:     func(s app.Stats) float64 { return s.Syncs.Took.Seconds() },
	} {
		set.NewGauge(name, func() float64 { return value(stats()) })
	}
	return set
}
