package cli

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// A screen is a terminal with a progress bar below what is written to it.
type screen struct {
	out io.Writer

	mu  sync.Mutex // the bar is drawn while messages are written
	bar *progressbar.ProgressBar
}

// Write writes a message in place of the bar, which is drawn again by its progress.
func (s *screen) Write(message []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bar != nil {
		_ = s.bar.Clear()
	}
	return s.out.Write(message)
}

// drawBar draws a new bar for size bytes; -1 if that is not known. They are to be
// written to the writer that it returns.
func (s *screen) drawBar(size int64) io.Writer {
	if size == 0 {
		return io.Discard // there is nothing to read, and the bar refuses it
	}
	bar := progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(s.out),
		progressbar.OptionSetDescription("Sending"),
		progressbar.OptionShowBytes(true),
		progressbar.OptionShowTotalBytes(size > 0),
		progressbar.OptionShowCount(),
		progressbar.OptionFullWidth(),
		progressbar.OptionSetPredictTime(false), // it is unlabelled
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSpinnerType(14),
		progressbar.OptionSetSpinnerChangeInterval(0),
	)
	s.setBar(bar)
	return barWriter{s, bar}
}

// end removes the bar.
func (s *screen) end() { s.setBar(nil) }

func (s *screen) setBar(bar *progressbar.ProgressBar) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bar != nil {
		_ = s.bar.Clear()
	}
	s.bar = bar
}

// A barWriter draws a bar as long as it is that of the screen.
type barWriter struct {
	*screen
	bar *progressbar.ProgressBar
}

func (w barWriter) Write(data []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.screen.bar == w.bar {
		_ = w.bar.Add(len(data))
		if left := w.bar.State().SecondsLeft; left >= 1 {
			w.bar.Describe(fmt.Sprintf("Sending, %.0f s left", left))
		}
	}
	return len(data), nil
}
