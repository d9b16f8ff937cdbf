package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"

	"numberserver/app/bitset"
	"numberserver/app/grammar"
)

// resumeChunk is the read size for reading back the log, in bytes.
const resumeChunk = 1 << 20

// A logReader reads a log back: its numbers, and where its whole lines end.
type logReader struct {
	log  *logFile
	seen *bitset.Set

	numbers uint64 // read so far
	end     int64  // where the last whole line ends
	zeros   bool   // zero bytes follow what was read
}

// readBack inserts the numbers of an earlier run's log into seen, cuts off an
// unfinished end, and returns how many numbers there are. If the file is not a number
// log, or if ctx is done before its end, it fails and leaves the file unchanged.
func readBack(ctx context.Context, log *logFile, seen *bitset.Set) (uint64, error) {
	size, err := log.file.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, fmt.Errorf("cannot resume: %w", err)
	}
	if size > 0 {
		log.logger.Info(fmt.Sprintf("reading %s, %s", log.name(), humanize.Bytes(uint64(size))))
	}
	r := &logReader{log: log, seen: seen}
	if err := r.read(ctx, io.NewSectionReader(log.file, 0, size)); err != nil {
		return 0, fmt.Errorf("cannot resume: %w; the log is unchanged", err)
	}
	if err := r.cutOffEnd(size); err != nil {
		return 0, fmt.Errorf("cannot resume: %w", err)
	}
	return r.numbers, nil
}

// read inserts the numbers of data. What follows the last whole line must be the
// beginning of a line, and after it the zero bytes that a file system may leave after a
// loss of power.
func (r *logReader) read(ctx context.Context, data io.Reader) error {
	buffer := make([]byte, resumeChunk)
	held := 0
	for ctx.Err() == nil {
		n, err := data.Read(buffer[held:])
		rest, insertErr := r.insert(buffer[:held+n])
		torn := bytes.TrimRight(rest, "\x00")
		r.zeros = len(torn) < len(rest)
		switch {
		case insertErr != nil:
			return r.notALog(insertErr)
		case !grammar.MayBecomeLogged(torn):
			return r.notALog(fmt.Errorf("line %d: %.20q", r.numbers+1, torn))
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if r.zeros {
			rest = rest[:len(torn)+1] // and one zero byte, so that the next read knows of it
		}
		held = copy(buffer, rest)
	}
	return context.Cause(ctx)
}

// insert inserts the numbers of all whole lines in data and returns the rest. It fails
// if a number comes twice.
func (r *logReader) insert(data []byte) (rest []byte, err error) {
	b := newBatch()
	defer b.free()
	for {
		before := len(data)
		b.numbers, data = grammar.ParseLogged(b.numbers[:0], data, batchSize)
		count := len(b.numbers)
		if count == 0 {
			return data, nil
		}
		if len(r.seen.InsertNew(b.numbers)) < count {
			return data, fmt.Errorf("one of the numbers in lines %d to %d is a duplicate", r.numbers+1, r.numbers+uint64(count))
		}
		r.numbers += uint64(count)
		r.end += int64(before - len(data))
	}
}

func (r *logReader) notALog(reason error) error {
	return fmt.Errorf("%s is not a number log: %w", r.log.name(), reason)
}

// cutOffEnd cuts off what follows the last whole line and syncs the log: a number
// in it is a duplicate from now on, and must not be lost with the power.
func (r *logReader) cutOffEnd(size int64) error {
	if size > r.end {
		what := "a torn last line"
		if r.zeros {
			what = "zero bytes, as a loss of power leaves them"
		}
		r.log.logger.Warn(fmt.Sprintf("cutting %d %s off the end of the log: %s",
			size-r.end, english.PluralWord(int(size-r.end), "byte", ""), what), "log", r.log.name())
	}
	if err := r.log.file.Truncate(r.end); err != nil {
		return fmt.Errorf("cannot cut off the end of the log: %w", err)
	}
	if err := r.log.goOnAt(r.end); err != nil {
		return err
	}
	return r.log.file.Sync()
}
