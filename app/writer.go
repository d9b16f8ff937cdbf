package app

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"numberserver/app/grammar"
)

// A writer appends the unique numbers to the log and watches over the file, which
// it alone writes: one write per batch, in the order of the batches, nothing held
// back. It counts a number when it is in the file, so no report is ahead of the log.
type writer struct {
	log    logFile
	stats  *stats
	logger *slog.Logger
	stop   func() // stops the server when the log cannot be written

	buffer  []byte // for the lines of one batch
	size    int64  // of the log, as far as the writer knows
	err     error  // the first failure; nothing is written after it
	missing int    // accepted numbers that are not in the log
	gone    bool   // the log is no longer at its path; logged once
}

// newWriter returns a writer to the end of log.
func newWriter(log logFile, stats *stats, logger *slog.Logger, stop func()) *writer {
	return &writer{
		log: log, stats: stats, logger: logger, stop: stop,
		buffer: make([]byte, grammar.FormatSize(batchSize+smallBatch)),
		size:   stats.snapshot().LogSize,
	}
}

// run writes every batch until unique is closed, and checks the log at every tick.
// After a failed write it stops the server but still takes the batches that are on
// their way, so that no stage blocks, and returns how many numbers are missing.
func (w *writer) run(unique <-chan *batch, checks <-chan time.Time) error {
	for {
		select {
		case b, more := <-unique:
			if !more {
				w.check()
				return w.failure()
			}
			w.write(b)
			b.free()
		case <-checks:
			w.check()
		}
	}
}

func (w *writer) failure() error {
	if w.err == nil {
		return nil
	}
	return fmt.Errorf("%w: %s", w.err, missing(uint64(w.missing)))
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
	w.missing += len(b.numbers) - written
	w.stats.wrote(Counts{uint64(written), uint64(b.duplicates)}, w.size, took)
	for _, logged := range b.markers {
		logged <- w.err == nil
	}
}

// writeLines returns how many of the numbers are in the log afterwards.
func (w *writer) writeLines(numbers []uint32) int {
	text := grammar.Format(w.buffer, numbers)
	n := 0
	err := w.findEnd()
	if err == nil {
		n, err = w.log.Write(text)
	}
	if err == nil {
		w.size += int64(n)
		return len(numbers)
	}
	w.err = err
	w.stop()
	return w.keepWholeLines(text[:n])
}

// keepWholeLines cuts a torn last line off tail, which was just written, and
// returns how many lines of it are left.
func (w *writer) keepWholeLines(tail []byte) int {
	whole := bytes.LastIndexByte(tail, '\n') + 1
	w.size += int64(whole)
	if whole < len(tail) {
		w.err = errors.Join(w.err, w.log.Truncate(w.size))
	}
	return bytes.Count(tail, []byte("\n"))
}

// findEnd moves to the end of the log. Another program may have changed its size:
// it must not leave half a line there, to which the next number would be joined.
func (w *writer) findEnd() error {
	size, err := w.log.Seek(0, io.SeekEnd)
	if err != nil || size == w.size {
		return err
	}
	end, err := w.cutTornLine(size)
	if err != nil {
		return err
	}
	if size < w.size {
		w.logger.Warn(fmt.Sprintf("the log was shortened by %d bytes", w.size-size), "log", w.log.Name())
	} else {
		w.logger.Warn(fmt.Sprintf("another program wrote %d bytes to the log; an unfinished line at its end is cut off", size-w.size), "log", w.log.Name())
	}
	w.size = end
	return nil
}

// cutTornLine cuts an unfinished line off the end of the log, of that size, and
// returns the size then.
func (w *writer) cutTornLine(size int64) (int64, error) {
	end, err := w.lastLineEnd(size)
	if err != nil || end == size {
		return size, err
	}
	if err := w.log.Truncate(end); err != nil {
		return size, err
	}
	return w.log.Seek(0, io.SeekEnd)
}

// lastLineEnd returns where the last whole line ends. It searches backwards, as an
// unfinished line of another program may have any length.
func (w *writer) lastLineEnd(size int64) (int64, error) {
	const chunk = 4096
	for size > 0 {
		tail := make([]byte, min(size, chunk))
		start := size - int64(len(tail))
		if _, err := w.log.ReadAt(tail, start); err != nil {
			return 0, err
		}
		if i := bytes.LastIndexByte(tail, '\n'); i >= 0 {
			return start + int64(i) + 1, nil
		}
		size = start
	}
	return 0, nil
}

// check warns when the log is not what it was. If that cannot be found out, the log
// has failed.
func (w *writer) check() {
	if w.err != nil {
		return
	}
	if err := w.findEnd(); err != nil {
		w.err = err
		w.stop()
		return
	}
	w.stats.wrote(Counts{}, w.size, 0)
	if reason := w.replaced(); reason != "" && !w.gone {
		w.gone = true
		w.logger.Warn("the log "+reason+"; numbers go on into the file that was opened", "log", w.log.Name())
	}
}

// replaced says what became of the file at the path of the log, "" if it is there.
func (w *writer) replaced() string {
	opened, err := w.log.Stat()
	if err != nil {
		return "" // the next write fails, too
	}
	found, err := os.Stat(w.log.Name())
	switch {
	case err != nil:
		return "was deleted or moved"
	case !os.SameFile(opened, found):
		return "was replaced by another file"
	}
	return ""
}
