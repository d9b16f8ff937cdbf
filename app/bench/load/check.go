package load

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/bits-and-blooms/bitset"

	"numberserver/app/grammar"
)

// blockSize is how many numbers are parsed before they are looked up. Without parsing in
// between, the processor waits for several cache misses at the same time.
const blockSize = 4096

// LoggedSize is the size in the log of a line that is sent, without leading zeros.
func LoggedSize(line []byte) int64 {
	const last = grammar.Digits - 1 // which is no leading zero
	return int64(len(bytes.TrimLeft(line[:last], "0")) + grammar.Length - last)
}

// CheckLog returns nil if log holds every number that was sent on a line of its
// own, once, without leading zeros, and nothing else. Otherwise the error names the
// first wrong line or says how many numbers are missing.
func (l *Load) CheckLog(log io.Reader) error {
	reader, logged := bufio.NewReaderSize(log, 1<<20), bitset.New(grammar.Numbers)
	for lines := 0; ; {
		block, err := readBlock(reader)
		for _, number := range block {
			lines++
			switch {
			case !l.sent.Test(number):
				return fmt.Errorf("line %d of the log: %d was never sent", lines, number)
			case logged.Test(number):
				return fmt.Errorf("line %d of the log: %d is there a second time", lines, number)
			}
			logged.Set(number)
		}
		switch {
		case err == nil:
		case err != io.EOF:
			return fmt.Errorf("line %d of the log: %w", lines+1, err)
		case lines < l.Different:
			smallest, _ := l.sent.NextSet(0)
			for logged.Test(smallest) {
				smallest, _ = l.sent.NextSet(smallest + 1)
			}
			return fmt.Errorf("%d of %d numbers are missing from the log; the smallest is %d", l.Different-lines, l.Different, smallest)
		default:
			return nil
		}
	}
}

// readBlock returns the next numbers of a log, and an error if a line after them is
// wrong or they are the last ones, io.EOF.
func readBlock(reader *bufio.Reader) ([]uint, error) {
	block := make([]uint, 0, blockSize)
	for len(block) < blockSize {
		line, err := reader.ReadSlice('\n')
		if err != nil && len(line) == 0 {
			return block, err
		}
		text, whole := bytes.CutSuffix(line, []byte(grammar.Newline))
		number, ok := parse(text)
		if !ok || !whole || text[0] == '0' && len(text) > 1 {
			return block, fmt.Errorf("%.20q is not a number without leading zeros and a newline", line)
		}
		block = append(block, number)
	}
	return block, nil
}

// parse returns the number that one to nine digits spell. It is deliberately simple,
// and not the server's parser.
func parse(text []byte) (number uint, ok bool) {
	for _, b := range text {
		if b < '0' || b > '9' {
			return 0, false
		}
		number = number*10 + uint(b-'0')
	}
	return number, len(text) >= 1 && len(text) <= grammar.Digits
}
