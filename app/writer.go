package app

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"numberserver/app/grammar"
)

// A writer puts the unique numbers into the log. It is the only one that touches
// the file: one write a batch, in the order of the batches, nothing kept back.
// What it has written, it counts, so that no report is ahead of the log.
type writer struct {
	log   logFile
	stats *stats
	// stop ends the server when the log cannot take more.
	stop func()

	buffer  []byte // for the lines of one batch
	err     error  // the first failure; nothing is written after it
	missing int    // accepted numbers that are not in the log
}

func newWriter(log logFile, stats *stats, stop func()) *writer {
	return &writer{log: log, stats: stats, stop: stop, buffer: make([]byte, grammar.FormatRoom(batchRoom))}
}

// run writes every batch until unique is closed. When a write fails, it stops the
// server but still takes what is on its way, so that no other stage waits for it,
// and says how much was lost.
func (w *writer) run(unique <-chan *batch) error {
	for b := range unique {
		w.write(b)
		b.free()
	}
	if w.err != nil {
		return fmt.Errorf("%w: %d accepted numbers are missing from the log", w.err, w.missing)
	}
	return nil
}

func (w *writer) write(b *batch) {
	var written int
	var took time.Duration
	if w.err == nil && len(b.numbers) > 0 {
		start := time.Now()
		written = w.writeLines(b.numbers)
		took = time.Since(start)
	}
	w.missing += len(b.numbers) - written
	w.stats.wrote(written, b.duplicates, took)
}

// writeLines returns how many of the numbers are in the log afterwards.
func (w *writer) writeLines(numbers []uint32) int {
	text := grammar.Format(w.buffer, numbers)
	n, err := w.log.Write(text)
	if err == nil {
		return len(numbers)
	}
	w.err = err
	w.stop()
	return w.keepWholeLines(text[:n])
}

// keepWholeLines cuts the unfinished line off the end of the log, of which tail
// was just written, and returns how many lines of tail are left.
func (w *writer) keepWholeLines(tail []byte) int {
	torn := len(tail) - (bytes.LastIndexByte(tail, '\n') + 1)
	if torn > 0 {
		w.err = errors.Join(w.err, w.shorten(torn))
	}
	return bytes.Count(tail, []byte("\n"))
}

func (w *writer) shorten(bytes int) error {
	info, err := w.log.Stat()
	if err != nil {
		return err
	}
	return w.log.Truncate(info.Size() - int64(bytes))
}
