package app

import (
	"time"

	"numberserver/app/grammar"
)

// A writer appends the unique numbers to the log, which it alone writes: one write per
// batch, in the order of the batches, nothing held back. It counts a number when it is
// in the file, so no report is ahead of the log.
type writer struct {
	log   *logFile
	stats *stats
	stop  func() // stops the server when the log cannot be written

	buffer []byte // for the lines of one batch
	err    error  // the first failure; nothing is written after it
}

// newWriter returns a writer to the end of log.
func newWriter(log *logFile, stats *stats, stop func()) *writer {
	return &writer{log: log, stats: stats, stop: stop, buffer: make([]byte, grammar.FormatSize(batchSize+smallBatch))}
}

// run writes every batch until unique is closed, and checks the log at every tick.
// After a failure it stops the server but still takes the batches that are on
// their way, so that no stage blocks, and returns the failure at the end.
func (w *writer) run(unique <-chan *batch, checks <-chan time.Time) error {
	for {
		select {
		case b, more := <-unique:
			if !more {
				w.check()
				return w.err
			}
			w.write(b)
			b.free()
		case <-checks:
			w.check()
		}
	}
}

// write writes a batch and answers the sessions that wait for it.
func (w *writer) write(b *batch) {
	lines, began, written := grammar.Format(w.buffer, b.numbers), time.Now(), 0
	if len(lines) > 0 && w.err == nil {
		written, w.err = w.log.append(lines, len(b.numbers))
		w.stopIfFailed()
	}
	w.stats.addWritten(Counts{uint64(written), uint64(b.duplicates)}, time.Since(began))
	for _, logged := range b.markers {
		logged <- w.err == nil
	}
}

// check checks the log. If that cannot be done, the log has failed.
func (w *writer) check() {
	if w.err == nil {
		w.err = w.log.check()
		w.stopIfFailed()
	}
}

func (w *writer) stopIfFailed() {
	if w.err != nil {
		w.stop()
	}
}
