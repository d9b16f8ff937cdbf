package monitor

import (
	"sync"
	"time"

	"numberserver/app"
)

// How often a sample is taken, and how many are kept: ten minutes of them.
const (
	sampleEvery = time.Second
	samplesKept = 600
)

// A rate is how many lines came in a second, up to one sample.
type rate struct {
	unique, duplicates float64
}

// history holds the rates of the last ten minutes. Only its run asks the number
// server, so a page that is open costs no more than one that is not.
type history struct {
	mu    sync.Mutex
	last  app.Counts // at the last sample
	at    time.Time  // of the last sample
	rates []rate     // oldest first
}

// newHistory returns a history that begins with stats.
func newHistory(stats app.Stats) *history {
	return &history{last: stats.Counts, at: time.Now()}
}

// run takes a sample at every tick until done is closed.
func (h *history) run(stats func() app.Stats, ticks <-chan time.Time, done <-chan struct{}) {
	for {
		select {
		case now := <-ticks:
			h.add(now, stats().Counts)
		case <-done:
			return
		}
	}
}

// add appends the rate since the last sample. A tick may be late.
func (h *history) add(now time.Time, counts app.Counts) {
	h.mu.Lock()
	defer h.mu.Unlock()
	seconds := now.Sub(h.at).Seconds()
	if seconds <= 0 {
		return
	}
	if len(h.rates) == samplesKept {
		copy(h.rates, h.rates[1:])
		h.rates = h.rates[:samplesKept-1]
	}
	h.rates = append(h.rates, rate{
		unique:     float64(counts.Unique-h.last.Unique) / seconds,
		duplicates: float64(counts.Duplicates-h.last.Duplicates) / seconds,
	})
	h.last, h.at = counts, now
}

// read returns the rates of the samples as whole numbers, oldest first.
func (h *history) read() (unique, duplicates []int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	unique, duplicates = make([]int64, len(h.rates)), make([]int64, len(h.rates))
	for i, r := range h.rates {
		unique[i], duplicates[i] = int64(r.unique), int64(r.duplicates)
	}
	return unique, duplicates
}
