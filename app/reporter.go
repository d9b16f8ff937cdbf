package app

import (
	"fmt"
	"io"
	"log/slog"
	"time"
)

// A reporter says how many numbers came since it last said so. It alone waits
// for its output: where nobody reads that, the numbers go on.
type reporter struct {
	out    io.Writer
	tally  *tally
	logger *slog.Logger

	last   Counts // as of the last report
	failed bool   // the output took no report; said once
}

// run reports at every tick and once more when done is closed, which ends it.
func (r *reporter) run(ticks <-chan time.Time, done <-chan struct{}) {
	for {
		select {
		case <-ticks:
			r.report()
		case <-done:
			r.report()
			return
		}
	}
}

func (r *reporter) report() {
	now := r.tally.read()
	_, err := fmt.Fprintf(r.out, "Received %d unique numbers, %d duplicates. Unique total: %d\n",
		now.Unique-r.last.Unique, now.Duplicates-r.last.Duplicates, now.Unique)
	r.last = now
	if err != nil && !r.failed {
		r.failed = true
		r.logger.Warn("cannot print reports, going on without", "error", err)
	}
}
