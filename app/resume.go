package app

import (
	"errors"
	"fmt"
	"io"
	"os"

	"numberserver/app/bitset"
	"numberserver/app/grammar"
)

// resumeChunk is how many bytes of the log are read at once when it is read back.
const resumeChunk = 1 << 20

// A logReader reads a log back: its numbers, and where its whole lines end.
type logReader struct {
	log      *os.File
	progress func(read int64)

	numbers uint64 // read so far
	end     int64  // where the last whole line ends
}

// readBack puts the numbers of an earlier run's log into seen, cuts off a last
// line that is torn, and returns how many numbers there are. A file that is no
// number log it refuses, and leaves as it is. It calls progress, unless nil, with
// the bytes read so far.
func readBack(log *os.File, seen *bitset.Set, progress func(read int64)) (uint64, error) {
	reader := &logReader{log: log, progress: progress}
	batches := make(chan *batch, uniqueQueue)
	var readErr error
	go func() {
		defer close(batches)
		readErr = reader.read(batches)
	}()
	repeated := insertAll(seen, batches)
	switch {
	case readErr != nil:
		return 0, fmt.Errorf("cannot resume: %w; the log is unchanged", readErr)
	case repeated != nil:
		return 0, fmt.Errorf("cannot resume: %w; the log is unchanged", noLog(log, repeated))
	}
	if err := log.Truncate(reader.end); err != nil {
		return 0, fmt.Errorf("cannot resume: cannot cut off the torn last line: %w", err)
	}
	// What is called a duplicate from here on must not be lost with the power.
	if err := log.Sync(); err != nil {
		return 0, fmt.Errorf("cannot resume: %w", err)
	}
	return reader.numbers, nil
}

func noLog(log *os.File, reason error) error {
	return fmt.Errorf("%s is no number log: %w", log.Name(), reason)
}

// insertAll returns an error if any number comes twice. It takes all batches, so
// that their sender ends.
func insertAll(seen *bitset.Set, batches <-chan *batch) (err error) {
	before := 0
	for b := range batches {
		all := len(b.numbers)
		if fresh := len(seen.InsertNew(b.numbers)); fresh != all && err == nil {
			err = fmt.Errorf("among the lines %d to %d is a number that was there before", before+1, before+all)
		}
		before += all
		b.free()
	}
	return err
}

// read sends the numbers of the whole log. What is left at its end must be the
// beginning of a line.
func (r *logReader) read(batches chan<- *batch) error {
	buffer := make([]byte, resumeChunk)
	held := 0
	for {
		n, err := r.log.Read(buffer[held:])
		rest := r.send(buffer[:held+n], batches)
		if !grammar.MayBecomeLogged(rest) {
			return noLog(r.log, fmt.Errorf("line %d: %.20q", r.numbers+1, rest))
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

// send sends the numbers of all whole lines in data and returns the rest.
func (r *logReader) send(data []byte, batches chan<- *batch) []byte {
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
		batches <- b
	}
}
