package load

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"numberserver/app/grammar"
)

const (
	// readSize is how much of a log is read at once.
	readSize = 1 << 20
	// blockSize is how many numbers are looked up in a row. Without other work in
	// between, the processor waits for several cache misses at the same time.
	blockSize = 4096
)

// CheckLog returns nil if log holds every number that was sent on a line of its
// own, once, without leading zeros, and nothing else. Otherwise the error names the
// first wrong line or says how many numbers are missing.
func CheckLog(log io.Reader, sent *Set) error {
	missing := sent.Clone()
	lines := 0
	err := readLog(log, func(block []uint32) error {
		for i, number := range block {
			if missing.remove(number) {
				continue
			}
			if sent.has(number) {
				return atLine(lines+i, fmt.Errorf("%d is there a second time", number))
			}
			return atLine(lines+i, fmt.Errorf("%d was never sent", number))
		}
		lines += len(block)
		return nil
	})
	if err != nil {
		return err
	}
	for smallest := range missing.numbers() {
		return fmt.Errorf("%d of %d numbers are missing from the log; the smallest is %d",
			missing.Count(), sent.Count(), smallest)
	}
	return nil
}

// AddLog adds the numbers of a log.
func (s *Set) AddLog(log io.Reader) error {
	return readLog(log, func(block []uint32) error {
		s.addAll(block)
		return nil
	})
}

// readLog calls take with the numbers of the log, a block at a time, until take
// fails, the log ends or a line is wrong.
func readLog(log io.Reader, take func(block []uint32) error) error {
	reader := bufio.NewReaderSize(log, readSize)
	block := make([]uint32, 0, blockSize)
	for lines := 0; ; lines++ {
		line, readErr := reader.ReadSlice('\n')
		number, err := parseLine(line, readErr)
		if err != nil || len(block) == cap(block) {
			if err := take(block); err != nil {
				return err
			}
			block = block[:0]
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return atLine(lines, err)
		}
		block = append(block, number)
	}
}

// parseLine returns the number on a line of the log, given the error of reading the
// line. It returns io.EOF at the end of the log.
func parseLine(line []byte, readErr error) (uint32, error) {
	text, whole := bytes.CutSuffix(line, []byte(grammar.Newline))
	number, ok := parse(text)
	switch {
	case len(line) > grammar.Length:
		return 0, fmt.Errorf("%q… is not a number", line[:grammar.Length])
	case readErr == io.EOF && len(line) > 0:
		return 0, fmt.Errorf("%q has no newline", line)
	case readErr != nil:
		return 0, readErr
	case !whole || !ok || len(text) == 0:
		return 0, fmt.Errorf("%q is not a number", line)
	case text[0] == '0' && len(text) > 1:
		return 0, fmt.Errorf("%s has leading zeros", text)
	default:
		return number, nil
	}
}

// atLine says where in the log err is, given the number of valid lines before it.
func atLine(before int, err error) error {
	return fmt.Errorf("line %d of the log: %w", before+1, err)
}
