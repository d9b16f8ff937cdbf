package monitor

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Limits of the profiler, which takes processor time and memory from the server.
const (
	maxProfiles       = 2 // at once
	maxProfileSeconds = 60
	maxProfileBytes   = 64 << 20
)

// limitProfiler returns a handler that lets profiler answer within the limits.
func limitProfiler(profiler http.Handler) http.Handler {
	slots := make(chan struct{}, maxProfiles)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if seconds, err := strconv.ParseFloat(r.FormValue("seconds"), 64); err == nil && !(seconds <= maxProfileSeconds) {
			http.Error(w, fmt.Sprintf("seconds: at most %d", maxProfileSeconds), http.StatusBadRequest)
			return
		}
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
			profiler.ServeHTTP(&profileWriter{ResponseWriter: w, left: maxProfileBytes}, r)
		default:
			http.Error(w, fmt.Sprintf("%d profiles are being taken; try again later", maxProfiles), http.StatusServiceUnavailable)
		}
	})
}

// A profileWriter gives up on a client that reads nothing for a second, and after
// maxProfileBytes: an execution trace that is not read would pile up in memory.
type profileWriter struct {
	http.ResponseWriter
	left int
}

func (w *profileWriter) Write(data []byte) (int, error) {
	w.left -= len(data)
	if w.left < 0 {
		return 0, io.ErrShortWrite
	}
	_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now().Add(eventTimeout))
	return w.ResponseWriter.Write(data)
}
