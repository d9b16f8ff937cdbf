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
	var written int
	var took time.Duration
	if w.err == nil && len(b.numbers) > 0 {
		began := time.Now()
		written = w.writeLines(b.numbers)
		took = time.Since(began)
	}
	w.stats.addWritten(Counts{uint64(written), uint64(b.duplicates)}, took)
	for _, logged := range b.markers {
		logged <- w.err == nil
	}
}

// writeLines returns how many of the numbers are in the log afterwards.
func (w *writer) writeLines(numbers []uint32) int {
	whole, err := w.log.append(grammar.Format(w.buffer, numbers))
	if err != nil {
		w.fail(err)
		return whole
	}
	return len(numbers)
}

// check checks the log. If that cannot be done, the log has failed.
func (w *writer) check() {
	if w.err != nil {
		return
	}
	if err := w.log.check(); err != nil {
		w.fail(err)
	}
}

func (w *writer) fail(err error) {
	w.err = err
	w.stop()
}
