package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/dustin/go-humanize"

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
	dataEnd, err := r.dataEnd(ctx, size)
	if err == nil {
		err = r.read(ctx, io.NewSectionReader(log.file, 0, dataEnd))
	}
	if err != nil {
		return 0, fmt.Errorf("cannot resume: %w; the log is unchanged", err)
	}
	if err := r.cutOffEnd(size, dataEnd); err != nil {
		return 0, fmt.Errorf("cannot resume: %w", err)
	}
	return r.numbers, nil
}

// dataEnd returns where the zero bytes begin that a file system may leave at the end
// of a file, of that size, after a loss of power.
func (r *logReader) dataEnd(ctx context.Context, size int64) (int64, error) {
	chunk := make([]byte, resumeChunk)
	for size > 0 && ctx.Err() == nil {
		chunk = chunk[:min(size, resumeChunk)]
		size -= int64(len(chunk))
		if _, err := r.log.file.ReadAt(chunk, size); err != nil {
			return 0, err
		}
		if data := bytes.TrimRight(chunk, "\x00"); len(data) > 0 {
			return size + int64(len(data)), nil
		}
	}
	return 0, nil
}

// read inserts the numbers of data. What follows the last whole line must be the
// beginning of a line.
func (r *logReader) read(ctx context.Context, data io.Reader) error {
	buffer := make([]byte, resumeChunk)
	held := 0
	for ctx.Err() == nil {
		n, err := data.Read(buffer[held:])
		rest, insertErr := r.insert(buffer[:held+n])
		switch {
		case insertErr != nil:
			return r.notALog(insertErr)
		case !grammar.MayBecomeLogged(rest):
			return r.notALog(fmt.Errorf("line %d: %.20q", r.numbers+1, rest))
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
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
func (r *logReader) cutOffEnd(size, dataEnd int64) error {
	if size > r.end {
		what := "a torn last line"
		if size > dataEnd {
			what = "zero bytes, as a loss of power leaves them"
		}
		r.log.logger.Warn(fmt.Sprintf("cutting %d bytes off the end of the log: %s", size-r.end, what), "log", r.log.name())
	}
	if err := r.log.file.Truncate(r.end); err != nil {
		return fmt.Errorf("cannot cut off the end of the log: %w", err)
	}
	r.log.size.Store(r.end)
	r.log.readLastLine()
	return r.log.file.Sync()
}
