package check

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

const (
	// readSize is how much of a log is read at once.
	readSize = 1 << 20
	// maxLine is the length of the longest line of a log.
	maxLine = digits + len(newline)
)

// read calls take with the numbers of the log, a block at a time, until take
// fails or the log ends. The lines are parsed in a goroutine of their own: look
// up one block, parse the next.
func read(log io.Reader, take func(block []uint32) error) error {
	blocks, done := make(chan []uint32, 4), make(chan struct{})
	r := &lineReader{log: log, blocks: blocks, done: done}
	var wrongLine error
	go func() {
		defer close(blocks)
		wrongLine = r.run()
	}()
	for block := range blocks {
		if err := take(block); err != nil {
			close(done)
			waitFor(blocks)
			return err
		}
	}
	return wrongLine
}

// waitFor lets go of blocks until there are no more.
func waitFor(blocks <-chan []uint32) {
	for range blocks {
		continue
	}
}

// A lineReader turns the lines of a log into blocks of numbers.
type lineReader struct {
	log    io.Reader
	blocks chan<- []uint32
	done   <-chan struct{} // closed when nobody takes blocks any more

	block []uint32 // numbers not handed over yet
	lines int      // how many lines were read
}

// run reads to the end of the log, to the first wrong line, or until done.
func (r *lineReader) run() error {
	buffer := make([]byte, readSize)
	held := 0 // bytes of an unfinished line at the start of the buffer
	for {
		n, end := io.ReadFull(r.log, buffer[held:])
		rest, err := r.parse(buffer[:held+n])
		if err != nil {
			r.handOver()
			return atLine(r.lines, err)
		}
		if !r.handOver() {
			return nil
		}
		if end != nil {
			return endOfLog(end, rest)
		}
		held = copy(buffer, rest)
	}
}

func endOfLog(end error, rest []byte) error {
	if !errors.Is(end, io.EOF) && !errors.Is(end, io.ErrUnexpectedEOF) {
		return fmt.Errorf("read the log: %w", end)
	}
	if len(rest) > 0 {
		return fmt.Errorf("the log ends within a line, with %q", rest)
	}
	return nil
}

// parse adds the numbers of whole lines to the block and returns the rest.
func (r *lineReader) parse(text []byte) (rest []byte, err error) {
	for {
		end := bytes.IndexByte(text[:min(len(text), maxLine)], '\n')
		if end < 0 {
			return text, tooLong(text)
		}
		number, err := parseLogged(text[:end+1])
		if err != nil {
			return nil, err
		}
		r.add(number)
		text = text[end+1:]
	}
}

func tooLong(text []byte) error {
	if len(text) < maxLine {
		return nil
	}
	return fmt.Errorf("%q… is no number", text[:maxLine])
}

func parseLogged(line []byte) (uint32, error) {
	text, whole := bytes.CutSuffix(line, []byte(newline))
	number, isNumber := parse(text)
	if !whole || !isNumber || len(text) == 0 {
		return 0, fmt.Errorf("%q is no number", line)
	}
	if text[0] == '0' && len(text) > 1 {
		return 0, fmt.Errorf("%s has leading zeros", text)
	}
	return number, nil
}

func (r *lineReader) add(number uint32) {
	if r.block == nil {
		r.block = make([]uint32, 0, blockSize)
	}
	r.block = append(r.block, number)
	r.lines++
	if len(r.block) == blockSize {
		r.handOver()
	}
}

// handOver reports whether somebody took the block.
func (r *lineReader) handOver() bool {
	block := r.block
	r.block = nil
	select {
	case r.blocks <- block:
		return true
	case <-r.done:
		return false
	}
}
