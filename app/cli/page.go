package cli

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"time"

	"numberserver/app"
)

// The operator's page: HTML, which contains its style, and the script that fills
// it with the result of /stats.json. The script sets text only, never HTML, so that
// nothing from outside can become part of the page.
var (
	//go:embed page.html
	pageHTML string
	//go:embed page.js
	pageJS string
)

// status is what /stats.json returns. Times are in seconds and sizes in bytes.
type status struct {
	Stopping bool           `json:"stopping"`
	Version  programVersion `json:"version"`
	Addr     string         `json:"addr"`
	Started  time.Time      `json:"started"`
	Uptime   float64        `json:"uptime"`
	Memory   int64          `json:"memory"`
	Settings []setting      `json:"settings"`

	Unique     uint64 `json:"unique"`
	Duplicates uint64 `json:"duplicates"`
	Received   uint64 `json:"received"`
	Rejected   uint64 `json:"rejected"`

	Clients struct {
		Connected int `json:"connected"`
		Limit     int `json:"limit"`
		Waiting   int `json:"waiting"` // -1: unknown
	} `json:"clients"`

	Log struct {
		Path     string  `json:"path"`
		Size     int64   `json:"size"`
		Syncs    uint64  `json:"syncs"`
		SyncAge  float64 `json:"syncAge"`
		SyncTook float64 `json:"syncTook"`
	} `json:"log"`

	Queues []queue `json:"queues"`

	Rates struct {
		Unique     []int64 `json:"unique"` // lines in each of the last seconds, oldest first
		Duplicates []int64 `json:"duplicates"`
		Span       int     `json:"span"` // how many seconds are kept
	} `json:"rates"`
}

// A queue holds batches of numbers between two stages of the server.
type queue struct {
	To       string `json:"to"`
	Length   int    `json:"length"`
	Capacity int    `json:"capacity"`
}

// queues returns the queues in the order in which numbers pass them.
func queues(stats app.Stats) []queue {
	return []queue{
		{To: "dedup", Length: stats.Received, Capacity: stats.ReceivedCap},
		{To: "writer", Length: stats.Deduped, Capacity: stats.DedupedCap},
	}
}

// newStatus returns the status at the time of stats.
func newStatus(info serverInfo, stats app.Stats, samples *history) status {
	s := status{
		Stopping: stats.Stopping,
		Version:  info.version,
		Addr:     info.addr,
		Started:  info.started,
		Uptime:   time.Since(info.started).Seconds(),
		Memory:   residentMemory(),
		Settings: info.flags,

		Unique:     stats.Unique,
		Duplicates: stats.Duplicates,
		Received:   stats.Bytes,
		Rejected:   stats.Rejected,
		Queues:     queues(stats),
	}
	s.Clients.Connected, s.Clients.Limit, s.Clients.Waiting = stats.Connected, info.clients, stats.Waiting
	s.Log.Path, s.Log.Size, s.Log.Syncs = info.log, stats.LogSize, stats.Syncs.Times
	if !stats.LastSync.IsZero() {
		s.Log.SyncAge, s.Log.SyncTook = time.Since(stats.LastSync).Seconds(), stats.LastSyncTook.Seconds()
	}
	s.Rates.Unique, s.Rates.Duplicates = samples.read()
	s.Rates.Span = samplesKept
	return s
}

// contentPolicy lets the page load only what this server returns.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// asset returns a handler for a part of the page.
func asset(contentType, content string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		header := w.Header()
		header.Set("Content-Type", contentType)
		header.Set("Content-Security-Policy", contentPolicy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Cache-Control", "no-cache")
		_, _ = w.Write([]byte(content))
	}
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(value)
}
