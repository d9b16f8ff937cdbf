package monitor

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// eventTimeout is how long a page may take to read an event.
const eventTimeout = time.Second

// serveEvents sends the status to an open page every second, and at the end how the
// number server has ended, which tells a clean stop from a crash.
func (m *Monitor) serveEvents(w http.ResponseWriter, r *http.Request) {
	m.pages.RLock()
	defer m.pages.RUnlock()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Transfer-Encoding", "identity") // no chunks: the end of the connection is the end of the events
	ticker := time.NewTicker(sampleEvery)
	defer ticker.Stop()
	for writeEvent(w, "status", m.status()) == nil {
		select {
		case <-ticker.C:
		case <-r.Context().Done(): // the page is gone, or Close was called
			if m.ending.Err() != nil {
				_ = writeEvent(w, "status", m.status()) // the last figures
				_ = writeEvent(w, "ended", object{"clean": m.failure == "", "error": m.failure})
			}
			return
		}
	}
}

// writeEvent writes an event to a page, which reads it at once or is gone.
func writeEvent(w http.ResponseWriter, name string, value object) error {
	client := http.NewResponseController(w)
	_ = client.SetWriteDeadline(time.Now().Add(eventTimeout))
	_, _ = fmt.Fprintf(w, "event: %s\ndata: ", name)
	_ = json.NewEncoder(w).Encode(value)
	_, _ = fmt.Fprintln(w)
	return client.Flush() // fails if a write has failed
}
