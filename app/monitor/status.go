package monitor

import (
	"time"

	"numberserver/app"
)

// status is what /stats.json returns, and what an open page gets every second. Times
// are in seconds and sizes in bytes.
type status struct {
	Stopping bool      `json:"stopping"`
	Version  string    `json:"version"`
	Addr     string    `json:"addr"`
	Started  time.Time `json:"started"`
	Uptime   float64   `json:"uptime"`
	Memory   int64     `json:"memory"`
	Settings []Flag    `json:"settings"`

	Unique     uint64 `json:"unique"`
	Duplicates uint64 `json:"duplicates"`
	Received   uint64 `json:"received"`

	Clients struct {
		Connected []client `json:"connected"`
		Limit     int      `json:"limit"`
		Waiting   int      `json:"waiting"` // -1: unknown
	} `json:"clients"`
	Ended map[string]float64 `json:"ended"` // connections, by the reason of their end

	Log struct {
		Path     string  `json:"path"`
		Size     int64   `json:"size"`
		Syncs    uint64  `json:"syncs"`
		SyncAge  float64 `json:"syncAge"`
		SyncTook float64 `json:"syncTook"`
		Synced   bool    `json:"synced"` // all of it is on the disk
	} `json:"log"`

	Queues []queue `json:"queues"`

	Rates struct {
		Unique     []int64 `json:"unique"` // lines in each of the last seconds, oldest first
		Duplicates []int64 `json:"duplicates"`
		Span       int     `json:"span"` // how many seconds are kept
	} `json:"rates"`
}

// A client is connected to the number server.
type client struct {
	Addr  string  `json:"addr"`
	Age   float64 `json:"age"`
	Idle  float64 `json:"idle"` // since it sent anything
	Lines uint64  `json:"lines"`
}

// A queue holds batches of numbers between two stages of the server.
type queue struct {
	To       string `json:"to"`
	Length   int    `json:"length"`
	Capacity int    `json:"capacity"`
}

// status returns the present status.
func (m *Monitor) status() status {
	stats := m.stats()
	s := status{
		Stopping: stats.Stopping,
		Version:  m.info.Version,
		Addr:     m.info.Addr,
		Started:  m.info.Started,
		Uptime:   time.Since(m.info.Started).Seconds(),
		Memory:   residentMemory(),
		Settings: m.info.Flags,

		Unique:     stats.Unique,
		Duplicates: stats.Duplicates,
		Received:   stats.Bytes,
		Queues: []queue{ // in the order in which numbers pass them
			{To: "dedup", Length: stats.DedupQueue.Length, Capacity: stats.DedupQueue.Capacity},
			{To: "writer", Length: stats.WriteQueue.Length, Capacity: stats.WriteQueue.Capacity},
		},
	}
	s.Clients.Connected, s.Clients.Limit, s.Clients.Waiting = clients(stats, time.Now()), m.info.Clients, stats.Waiting
	s.Ended = ended(stats)
	s.Log.Path, s.Log.Size, s.Log.Syncs = m.info.Log, stats.LogSize, stats.Syncs.Times
	s.Log.Synced = stats.Unsynced == 0
	if !stats.LastSync.IsZero() {
		s.Log.SyncAge, s.Log.SyncTook = time.Since(stats.LastSync).Seconds(), stats.LastSyncTook.Seconds()
	}
	s.Rates.Unique, s.Rates.Duplicates = m.history.read()
	s.Rates.Span = samplesKept
	return s
}

// clients returns the clients that are connected at now.
func clients(stats app.Stats, now time.Time) []client {
	all := make([]client, 0, len(stats.Clients)) // not null in JSON
	for _, c := range stats.Clients {
		all = append(all, client{Addr: c.Addr, Age: now.Sub(c.Since).Seconds(), Idle: now.Sub(c.LastRead).Seconds(), Lines: c.Lines})
	}
	return all
}
