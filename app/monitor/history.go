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

// history holds how many lines a second came up to each sample of the last ten
// minutes. Only its run asks the number server, so a page that is open costs no more
// than one that is not.
type history struct {
	mu                 sync.Mutex
	last               app.Counts // at the last sample
	at                 time.Time  // of the last sample; zero before the first
	unique, duplicates []int64    // oldest first
}

// run takes a sample at once, and then every second until done is closed.
func (h *history) run(stats func() app.Stats, done <-chan struct{}) {
	ticker := time.NewTicker(sampleEvery)
	defer ticker.Stop()
	for now := time.Now(); ; {
		h.add(now, stats().Counts)
		select {
		case now = <-ticker.C:
		case <-done:
			return
		}
	}
}

// add takes a sample, which may be late. The first one is what the next is compared
// with.
func (h *history) add(now time.Time, counts app.Counts) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.at.IsZero() {
		seconds := now.Sub(h.at).Seconds()
		h.unique = appendRate(h.unique, counts.Unique-h.last.Unique, seconds)
		h.duplicates = appendRate(h.duplicates, counts.Duplicates-h.last.Duplicates, seconds)
	}
	h.last, h.at = counts, now
}

// appendRate appends a rate and forgets the oldest if there are too many.
func appendRate(rates []int64, lines uint64, seconds float64) []int64 {
	rates = append(rates, int64(float64(lines)/seconds))
	return rates[max(0, len(rates)-samplesKept):]
}

// read returns the rates, oldest first.
func (h *history) read() (unique, duplicates []int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]int64{}, h.unique...), append([]int64{}, h.duplicates...) // not null in JSON
}
