package app

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"numberserver/app/bitset"
	"numberserver/app/grammar"
)

// resumeChunk is the read size for reading back the log, in bytes.
const resumeChunk = 1 << 20

// A logReader reads a log back: its numbers, and where its whole lines end.
type logReader struct {
	log      io.Reader
	name     string
	progress func(read int64)

	numbers uint64 // read so far
	end     int64  // where the last whole line ends
	zeros   bool   // zero bytes follow it
}

// readBack inserts the numbers of an earlier run's log into seen, cuts off an
// unfinished end, and returns how many numbers there are. It refuses a file that
// is not a number log, and leaves it unchanged.
func readBack(log logFile, seen *bitset.Set, settings Settings) (uint64, error) {
	reader := &logReader{log: log, name: log.Name(), progress: settings.Progress}
	parsed := make(chan *batch, uniqueQueue)
	var readErr error
	go func() {
		defer close(parsed)
		readErr = reader.read(parsed)
	}()
	repeated := insertAll(seen, parsed) // returns when parsed is closed
	switch {
	case readErr != nil:
		return 0, fmt.Errorf("cannot resume: %w; the log is unchanged", readErr)
	case repeated != nil:
		return 0, fmt.Errorf("cannot resume: %w; the log is unchanged", reader.notALog(repeated))
	}
	if err := reader.cutOffEnd(log, settings.Logger); err != nil {
		return 0, fmt.Errorf("cannot resume: %w", err)
	}
	return reader.numbers, nil
}

// insertAll returns an error if a number comes twice. It receives all batches, so
// that the reader is never blocked.
func insertAll(seen *bitset.Set, parsed <-chan *batch) (err error) {
	before := 0
	for b := range parsed {
		all := len(b.numbers)
		if len(seen.InsertNew(b.numbers)) != all && err == nil {
			err = fmt.Errorf("one of the numbers in lines %d to %d is a duplicate", before+1, before+all)
		}
		before += all
		b.free()
	}
	return err
}

// read sends the numbers of the whole log. What follows the last whole line must
// be the beginning of a line, or zero bytes.
func (r *logReader) read(parsed chan<- *batch) error {
	buffer := make([]byte, resumeChunk)
	held := 0
	for {
		n, err := r.log.Read(buffer[held:])
		rest := r.send(buffer[:held+n], parsed)
		torn, zeros := splitAtZero(rest)
		if !grammar.MayBecomeLogged(torn) {
			return r.notALog(fmt.Errorf("line %d: %.20q", r.numbers+1, rest))
		}
		if len(zeros) > 0 {
			r.zeros = true
			return r.readZeros(zeros)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		held = copy(buffer, rest)
	}
}

func splitAtZero(data []byte) (before, from []byte) {
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return data[:i], data[i:]
	}
	return data, nil
}

// readZeros reads the rest of the log, which begins with zeros and must hold
// nothing else: a file system may leave zero bytes after a loss of power.
func (r *logReader) readZeros(zeros []byte) error {
	buffer := make([]byte, resumeChunk)
	for {
		if other := bytes.TrimLeft(zeros, "\x00"); len(other) > 0 {
			return r.notALog(fmt.Errorf("line %d: zero bytes before %q", r.numbers+1, other[0]))
		}
		n, err := r.log.Read(buffer)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		zeros = buffer[:n]
	}
}

// send sends the numbers of all whole lines in data and returns the rest.
func (r *logReader) send(data []byte, parsed chan<- *batch) []byte {
	for {
		b := newBatch()
		all := len(data)
		b.numbers, data = grammar.ParseLogged(b.numbers, data, batchSize)
		if len(b.numbers) == 0 {
			b.free()
			return data
		}
		r.numbers += uint64(len(b.numbers))
		r.end += int64(all - len(data))
		if r.progress != nil {
			r.progress(r.end)
		}
		parsed <- b
	}
}

func (r *logReader) notALog(reason error) error {
	return fmt.Errorf("%s is not a number log: %w", r.name, reason)
}

// cutOffEnd cuts off what follows the last whole line and syncs the log: a number
// in it is a duplicate from now on, and must not be lost with the power.
func (r *logReader) cutOffEnd(log logFile, logger *slog.Logger) error {
	info, err := log.Stat()
	if err != nil {
		return err
	}
	if cut := info.Size() - r.end; cut > 0 {
		what := "a torn last line"
		if r.zeros {
			what = "zero bytes, as a loss of power leaves them"
		}
		logger.Warn(fmt.Sprintf("cutting %d bytes off the end of the log: %s", cut, what), "log", r.name)
	}
	if err := log.Truncate(r.end); err != nil {
		return fmt.Errorf("cannot cut off the end of the log: %w", err)
	}
	return log.Sync()
}
