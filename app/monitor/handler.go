package monitor

import (
	_ "embed"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
)

// The page is HTML, which contains its style, and the script that fills it. The
// script sets text only, never HTML, so that nothing from outside can become part of
// the page.
var (
	//go:embed page.html
	pageHTML string
	//go:embed page.js
	pageJS string
)

// handler returns the handler of all requests. Nothing but the profiler costs more
// than a look at the counters.
func (m *Monitor) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", asset("text/html; charset=utf-8", &pageHTML))
	mux.HandleFunc("GET /page.js", asset("text/javascript; charset=utf-8", &pageJS))
	mux.HandleFunc("GET /events", m.serveEvents)
	mux.HandleFunc("GET /stats.json", func(w http.ResponseWriter, _ *http.Request) {
		header(w, "application/json")
		_ = json.NewEncoder(w).Encode(m.status())
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { writeHealth(w, m.stats().Stopping) })
	mux.Handle("GET /metrics", m.metricsHandler())
	mux.Handle("/debug/pprof/", profiler())
	return m.guard(mux)
}

// guard refuses what pages of other sites ask a browser for: by a name of their own
// that leads to this machine, or across sites. A link from elsewhere is no danger.
func (m *Monitor) guard(next http.Handler) http.Handler {
	local := m.listener.Addr().(*net.TCPAddr).IP.IsLoopback()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site := r.Header.Get("Sec-Fetch-Site")
		origin := r.Header.Get("Origin")
		switch {
		case local && !isLocal(r.Host):
			http.Error(w, "the status page is for this machine: ask for localhost", http.StatusForbidden)
		case (site == "cross-site" || site == "same-site") && r.Header.Get("Sec-Fetch-Mode") != "navigate",
			origin != "" && !strings.HasSuffix(origin, "://"+r.Host):
			http.Error(w, "requests from other sites are refused", http.StatusForbidden)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// isLocal reports whether host, with or without a port, can only mean this machine.
func isLocal(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return host == "localhost" || net.ParseIP(strings.Trim(host, "[]")).IsLoopback()
}

// contentPolicy lets the page load only what this server returns.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// asset returns a handler for a part of the page.
func asset(contentType string, content *string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		header(w, contentType)
		w.Header().Set("Content-Security-Policy", contentPolicy)
		_, _ = io.WriteString(w, *content)
	}
}

// header sets the headers of an answer that is true only now.
func header(w http.ResponseWriter, contentType string) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
}

// writeHealth answers a health check. A server that stops takes no more clients, so
// a load balancer must not send it any.
func writeHealth(w http.ResponseWriter, stopping bool) {
	header(w, "text/plain; charset=utf-8")
	if stopping {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "stopping\n")
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}
