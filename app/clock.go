package app

import "time"

// ticks returns a clock, or for no period one that stands still.
func ticks(period time.Duration) (ticks <-chan time.Time, stop func()) {
	if period == 0 {
		return nil, func() {}
	}
	ticker := time.NewTicker(period)
	return ticker.C, ticker.Stop
}
