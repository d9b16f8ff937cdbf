package monitor

import (
	"context"
	"encoding/json"
	"errors"
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
	header(w, "text/event-stream")
	ticker := time.NewTicker(sampleEvery)
	defer ticker.Stop()
	for {
		if writeEvent(w, "status", m.status()) != nil {
			return
		}
		select {
		case <-ticker.C:
		case <-r.Context().Done(): // the page is gone, or Close was called
			if m.ending.Err() != nil {
				_ = writeEvent(w, "status", m.status()) // the last figures
				_ = writeEvent(w, "ended", m.ended())
			}
			return
		}
	}
}

// ended says how the number server has ended.
func (m *Monitor) ended() ending {
	cause := context.Cause(m.ending)
	if errors.Is(cause, context.Canceled) { // it was given no other
		return ending{Clean: true}
	}
	return ending{Error: cause.Error()}
}

// An ending is the last event that a page gets.
type ending struct {
	Clean bool   `json:"clean"`
	Error string `json:"error"` // why the stop was not clean
}

// writeEvent writes an event to a page, which reads it at once or is gone.
func writeEvent(w http.ResponseWriter, name string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	client := http.NewResponseController(w)
	if err := client.SetWriteDeadline(time.Now().Add(eventTimeout)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, data); err != nil {
		return err
	}
	return client.Flush()
}
