package monitor

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

// An object is a JSON object.
type object map[string]any

// status returns what /stats.json answers, and what an open page gets every second.
// Times are in seconds and sizes in bytes.
func (m *Monitor) status() object {
	stats, now := m.stats(), time.Now()
	clients := make([]object, len(stats.Clients)) // not null in JSON
	for i, c := range stats.Clients {
		clients[i] = object{"addr": c.Addr, "age": now.Sub(c.Since).Seconds(), "idle": now.Sub(c.LastRead).Seconds(), "lines": c.Lines}
	}
	syncAge := time.Duration(0)
	if !stats.LastSync.IsZero() {
		syncAge = now.Sub(stats.LastSync)
	}
	unique, duplicates := m.history.read()
	return object{
		"stopping":   stats.Stopping,
		"version":    m.info.Version,
		"addr":       m.info.Addr,
		"started":    m.info.Started,
		"uptime":     now.Sub(m.info.Started).Seconds(),
		"memory":     residentMemory(),
		"settings":   m.info.Flags,
		"unique":     stats.Unique,
		"duplicates": stats.Duplicates,
		"received":   stats.Bytes,
		"clients": object{
			"connected": clients,
			"limit":     m.info.Clients,
			"waiting":   stats.Waiting, // -1: unknown
		},
		"ended": stats.Ended, // connections, by the reason of their end
		"log": object{
			"path":     m.info.Log,
			"size":     stats.LogSize,
			"syncs":    stats.Syncs.Times,
			"syncAge":  syncAge.Seconds(),
			"syncTook": stats.LastSyncTook.Seconds(),
			"synced":   stats.Unsynced == 0, // all of it is on the disk
		},
		"queues": []object{ // in the order in which numbers pass them
			{"to": "dedup", "length": stats.DedupQueue.Length, "capacity": stats.DedupQueue.Capacity},
			{"to": "writer", "length": stats.WriteQueue.Length, "capacity": stats.WriteQueue.Capacity},
		},
		"rates": object{ // lines in each of the last seconds, oldest first
			"unique":     unique,
			"duplicates": duplicates,
			"span":       samplesKept, // how many seconds are kept
		},
	}
}

// residentMemory returns how many bytes of memory the process has: as Linux reports
// it, elsewhere what Go knows of.
func residentMemory() int {
	var size, resident int
	statm, _ := os.ReadFile("/proc/self/statm")
	if _, err := fmt.Sscan(string(statm), &size, &resident); err == nil {
		return resident * os.Getpagesize()
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return int(memory.Sys - memory.HeapReleased)
}
