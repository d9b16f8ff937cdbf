package app

import (
	"fmt"
	"io"
	"log/slog"
	"time"
)

// A reporter prints how many numbers came since its last report. Only the reporter
// waits for its output: if that is not read, the numbers go on.
type reporter struct {
	out    io.Writer
	stats  *stats
	logger *slog.Logger

	last   Counts // as of the last report
	warned bool   // that a report could not be printed
}

// run reports at every tick, and once more when done is closed, which ends it.
func (r *reporter) run(ticks <-chan time.Time, done <-chan struct{}) error {
	for {
		select {
		case <-ticks:
			r.report()
		case <-done:
			r.report()
			return nil
		}
	}
}

// report prints a report. If printing fails, the next report includes its numbers.
func (r *reporter) report() {
	now := r.stats.read()
	_, err := fmt.Fprintf(r.out, "Received %d unique numbers, %d duplicates. Unique total: %d\n",
		now.Unique-r.last.Unique, now.Duplicates-r.last.Duplicates, now.Unique)
	if err == nil {
		r.last = now
		return
	}
	if !r.warned {
		r.warned = true
		r.logger.Warn("cannot print a report, going on without", "error", err)
	}
}
