package app

import (
	"fmt"
	"io"
	"log/slog"
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

// report prints a report. If that fails, which is no failure of the server, the
// next report includes its numbers.
func (r *reporter) report() error {
	now := r.stats.read()
	_, err := fmt.Fprintf(r.out, "Received %d unique numbers, %d duplicates. Unique total: %d\n",
		now.Unique-r.last.Unique, now.Duplicates-r.last.Duplicates, now.Unique)
	if err == nil {
		r.last = now
	} else if !r.warned {
		r.warned = true
		r.logger.Warn("cannot print a report, going on without", "error", err)
	}
	return nil
}
