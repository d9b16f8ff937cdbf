package load

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"numberserver/app/grammar"
)

const (
	// readSize is how much of a log is read at once.
	readSize = 1 << 20
	// maxLine is the length of the longest line of a log.
	maxLine = grammar.Length
)

// readLog calls take with the numbers of the log, a block at a time, until take
// fails or the log ends. Parsing has a goroutine of its own, which ends with
// readLog, so that one block is looked up while the next is parsed.
func readLog(log io.Reader, take func(block []uint32) error) error {
	blocks, done := make(chan []uint32, 4), make(chan struct{})
	r := &logReader{log: log, blocks: blocks, done: done}
	var wrongLine error
	go func() {
		defer close(blocks)
		wrongLine = r.run()
	}()
	for block := range blocks {
		if err := take(block); err != nil {
			close(done)
			for range blocks {
				continue // until the goroutine has ended
			}
			return err
		}
	}
	return wrongLine
}

// A logReader turns the lines of a log into blocks of numbers.
type logReader struct {
	log    io.Reader
	blocks chan<- []uint32
	done   <-chan struct{} // closed when no more blocks are wanted

	block []uint32 // numbers not handed over yet
	lines int      // how many lines were read
}

// run reads until the end of the log, the first wrong line, or done.
func (r *logReader) run() error {
	buffer := make([]byte, readSize)
	held := 0 // bytes of an unfinished line at the start of the buffer
	for {
		n, readErr := io.ReadFull(r.log, buffer[held:])
		rest, err := r.parse(buffer[:held+n])
		if err != nil {
			r.handOver()
			return atLine(r.lines, err)
		}
		if !r.handOver() {
			return nil
		}
		if readErr != nil {
			return endOfLog(readErr, rest)
		}
		held = copy(buffer, rest)
	}
}

func endOfLog(err error, rest []byte) error {
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("read the log: %w", err)
	}
	if len(rest) > 0 {
		return fmt.Errorf("the log ends within a line, with %q", rest)
	}
	return nil
}

// parse adds the numbers of whole lines to the block and returns the rest.
func (r *logReader) parse(text []byte) (rest []byte, err error) {
	for {
		end := bytes.IndexByte(text[:min(len(text), maxLine)], '\n')
		if end < 0 && len(text) >= maxLine {
			return nil, fmt.Errorf("%q… is not a number", text[:maxLine])
		}
		if end < 0 {
			return text, nil
		}
		number, err := parseLine(text[:end+1])
		if err != nil {
			return nil, err
		}
		r.add(number)
		text = text[end+1:]
	}
}

func parseLine(line []byte) (uint32, error) {
	text, whole := bytes.CutSuffix(line, []byte(grammar.Newline))
	number, ok := parse(text)
	if !whole || !ok || len(text) == 0 {
		return 0, fmt.Errorf("%q is not a number", line)
	}
	if text[0] == '0' && len(text) > 1 {
		return 0, fmt.Errorf("%s has leading zeros", text)
	}
	return number, nil
}

func (r *logReader) add(number uint32) {
	if r.block == nil {
		r.block = make([]uint32, 0, blockSize)
	}
	r.block = append(r.block, number)
	r.lines++
	if len(r.block) == blockSize {
		r.handOver()
	}
}

// handOver reports whether more blocks are wanted.
func (r *logReader) handOver() bool {
	block := r.block
	r.block = nil
	select {
	case r.blocks <- block:
		return true
	case <-r.done:
		return false
	}
}
