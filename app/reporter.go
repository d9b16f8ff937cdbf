package app

import (
	"fmt"
	"io"
	"log/slog"
	"time"
)

// lastReportPatience is how long a stop waits for the last report to be taken.
const lastReportPatience = time.Second

// A reporter says how many numbers came since it last said so. It alone waits
// for its output: where nobody reads that, the numbers go on.
type reporter struct {
	out    io.Writer
	stats  *stats
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
	now := r.stats.read()
	_, err := fmt.Fprintf(r.out, "Received %d unique numbers, %d duplicates. Unique total: %d\n",
		now.Unique-r.last.Unique, now.Duplicates-r.last.Duplicates, now.Unique)
	if err == nil {
		r.last = now // or the next report makes up for this one
		return
	}
	if !r.failed {
		r.failed = true
		r.logger.Warn("cannot print a report, going on without", "error", err)
	}
}

// report starts the reporter. The function it returns prints the last report
// and waits for it, though not for ever: a write to a pipe that nobody reads
// cannot be interrupted, and must not keep the server from stopping.
func (s *Server) report() (finish func()) {
	reports, stopReports := s.settings.Ticks, func() {}
	if reports == nil {
		reports, stopReports = ticks(s.settings.ReportEvery)
	}
	done, reported := make(chan struct{}), make(chan struct{})
	reporter := &reporter{out: s.settings.Reports, stats: &s.stats, logger: s.settings.Logger}
	go func() {
		defer close(reported)
		defer stopReports()
		reporter.run(reports, done)
	}()
	return func() {
		close(done)
		select {
		case <-reported:
		case <-time.After(lastReportPatience):
			s.settings.Logger.Warn("the last report is not printed: nobody reads the output")
		}
	}
}
