package monitor

import (
	"embed"
	"encoding/json"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof" // registers Go's profiler with http.DefaultServeMux
	"net/url"
	"strings"
)

// page is the status page: HTML, which contains its style, and the script that fills
// it. The script sets text only, never HTML, so that nothing from outside can become
// part of the page.
//
//go:embed index.html page.js
var page embed.FS

// contentPolicy lets the page load only what this server returns.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// handler returns the handler of all requests. Nothing but the profiler costs more
// than a look at the counters.
func (m *Monitor) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(page))
	mux.HandleFunc("GET /events", m.serveEvents)
	mux.HandleFunc("GET /stats.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(m.status())
	})
	mux.HandleFunc("GET /healthz", m.serveHealth)
	mux.Handle("GET /metrics", m.metricsHandler())
	mux.Handle("GET /debug/pprof/", limitProfiler(http.DefaultServeMux))
	return m.guard(mux)
}

// serveHealth answers a health check. A server that stops takes no more clients, so
// a load balancer must not send it any.
func (m *Monitor) serveHealth(w http.ResponseWriter, _ *http.Request) {
	if m.stats().Stopping {
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}

// guard refuses what pages of other sites ask a browser for: by a name of their own
// that leads to this machine, or across sites. A link from elsewhere is no danger.
// What it lets pass is true only now, and is answered for this site only.
func (m *Monitor) guard(next http.Handler) http.Handler {
	local := m.listener.Addr().(*net.TCPAddr).IP.IsLoopback()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := (&url.URL{Host: r.Host}).Hostname()
		site := r.Header.Get("Sec-Fetch-Site")
		origin := r.Header.Get("Origin")
		switch {
		case local && host != "localhost" && !net.ParseIP(host).IsLoopback():
			http.Error(w, "the status page is for this machine: ask for localhost", http.StatusForbidden)
		case (site == "cross-site" || site == "same-site") && r.Header.Get("Sec-Fetch-Mode") != "navigate",
			origin != "" && !strings.HasSuffix(origin, "://"+r.Host):
			http.Error(w, "requests from other sites are refused", http.StatusForbidden)
		default:
			w.Header().Set("Content-Security-Policy", contentPolicy)
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Header().Set("Cache-Control", "no-store")
			next.ServeHTTP(w, r)
		}
	})
}
