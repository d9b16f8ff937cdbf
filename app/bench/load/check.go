package load

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/bits"
	"slices"

	"numberserver/app/grammar"
)

// blockSize is how many numbers are parsed before they are looked up. Without parsing in
// between, the processor waits for several cache misses at the same time.
const blockSize = 4096

// A Set is a set of numbers.
type Set struct {
	Count int
	words []uint64 // a bit for each number
}

func newSet() *Set { return &Set{words: make([]uint64, (grammar.Numbers+63)/64)} }

func (s *Set) has(number uint32) bool { return s.words[number/64]>>(number%64)&1 != 0 }

// add adds number and reports whether it is new.
func (s *Set) add(number uint32) bool {
	if s.has(number) {
		return false
	}
	s.words[number/64] |= 1 << (number % 64)
	s.Count++
	return true
}

// addLines adds the numbers of lines that are sent. It returns how many bytes they add
// to a log, which has each number once.
func (s *Set) addLines(lines []byte) (size int64) {
	numbers := make([]uint32, 0, chunkLines)
	for line := range slices.Chunk(lines, grammar.Length) {
		number, _ := parse(line[:grammar.Digits])
		numbers = append(numbers, number)
	}
	for i, number := range numbers {
		if s.add(number) {
			size += LoggedSize(lines[i*grammar.Length:])
		}
	}
	return size
}

// LoggedSize is the size in the log of a line that is sent, without leading zeros.
func LoggedSize(line []byte) int64 {
	const last = grammar.Digits - 1 // which is no leading zero
	return int64(len(bytes.TrimLeft(line[:last], "0")) + grammar.Length - last)
}

// smallestNotIn returns the smallest number of the set that other, which has only
// numbers of the set, misses. There must be one.
func (s *Set) smallestNotIn(other *Set) int {
	i := 0
	for s.words[i] == other.words[i] {
		i++
	}
	return 64*i + bits.TrailingZeros64(s.words[i]^other.words[i])
}

// CheckLog returns nil if log holds every number that was sent on a line of its
// own, once, without leading zeros, and nothing else. Otherwise the error names the
// first wrong line or says how many numbers are missing.
func CheckLog(log io.Reader, sent *Set) error {
	reader, logged := bufio.NewReaderSize(log, 1<<20), newSet()
	for lines := 1; ; {
		block, err := readBlock(reader)
		for _, number := range block {
			switch {
			case !sent.has(number):
				return fmt.Errorf("line %d of the log: %d was never sent", lines, number)
			case !logged.add(number):
				return fmt.Errorf("line %d of the log: %d is there a second time", lines, number)
			}
			lines++
		}
		switch {
		case err == nil:
		case err != io.EOF:
			return fmt.Errorf("line %d of the log: %w", lines, err)
		case logged.Count < sent.Count:
			return fmt.Errorf("%d of %d numbers are missing from the log; the smallest is %d",
				sent.Count-logged.Count, sent.Count, sent.smallestNotIn(logged))
		default:
			return nil
		}
	}
}

// readBlock returns the next numbers of a log, and an error if a line after them is
// wrong or they are the last ones, io.EOF.
func readBlock(reader *bufio.Reader) ([]uint32, error) {
	block := make([]uint32, 0, blockSize)
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
func parse(text []byte) (number uint32, ok bool) {
	for _, b := range text {
		if b < '0' || b > '9' {
			return 0, false
		}
		number = number*10 + uint32(b-'0')
	}
	return number, len(text) >= 1 && len(text) <= grammar.Digits
}
