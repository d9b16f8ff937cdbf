// Package grammar is the grammar of the server: what a client may send, and what
// stands in the log. Both kinds of line that a client may send are equally long.
//
//	stream = { line }
//	line   = ( 9 DIGIT / "terminate" ) Newline
package grammar

import "bytes"

const (
	// Digits is how many decimal digits a number has, leading zeros included.
	Digits = 9
	// Numbers is how many different numbers there are: 0 to 999,999,999.
	Numbers = 1_000_000_000
	// Terminate is the word on the line that stops the server.
	Terminate = "terminate"
	// Length is the length of every valid line in bytes, Newline included.
	Length = Digits + len(Newline)
)

// Parse appends to numbers the number of every line at the start of data and
// returns both what it appended to and the data it did not use. That rest is
// empty, or begins with a line that is unfinished or no number.
func Parse(numbers []uint32, data []byte) ([]uint32, []byte) {
	numbers, data = parseBlocks(numbers, data)
	for len(data) >= Length {
		number, ok := parse((*[Length]byte)(data))
		if !ok {
			break
		}
		numbers = append(numbers, number)
		data = data[Length:]
	}
	return numbers, data
}

// NumberLines returns how many bytes at the start of data are number lines.
func NumberLines(data []byte) int {
	rest := data
	for len(rest) >= Length && isNumber((*[Length]byte)(rest)) {
		rest = rest[Length:]
	}
	return len(data) - len(rest)
}

// HasTerminate reports whether data begins with a whole terminate line.
func HasTerminate(data []byte) bool {
	return bytes.HasPrefix(data, []byte(Terminate+Newline))
}

// MayBecomeLine reports whether data is shorter than a line and some valid line
// begins with it, so that the bytes still to come decide.
func MayBecomeLine(data []byte) bool {
	if len(data) >= Length {
		return false
	}
	return bytes.HasPrefix([]byte(Terminate+Newline), data) || mayBecomeNumber(data)
}

func mayBecomeNumber(data []byte) bool {
	digits := data[:min(len(data), Digits)]
	for _, b := range digits {
		if b < '0' || b > '9' {
			return false
		}
	}
	return bytes.HasPrefix([]byte(Newline), data[len(digits):])
}

// FormatSize returns how long a buffer Format needs for that many numbers.
func FormatSize(numbers int) int { return formatSlack + numbers*Length }

// Format writes numbers as they stand in the log, each without leading zeros and
// with a newline, to the end of buffer, and returns the part that it filled. The
// buffer must be FormatSize(len(numbers)) bytes long or longer.
//
// It goes backwards: every line is stored with its leading zeros, and the line
// before it covers them. So no line needs a decision on how long it is.
func Format(buffer []byte, numbers []uint32) []byte {
	rest := len(numbers) % formatBlock
	start := len(buffer)
	for i := len(numbers) - 1; i >= len(numbers)-rest; i-- {
		start = format(buffer, start, numbers[i])
	}
	return buffer[formatBlocks(buffer, start, numbers[:len(numbers)-rest]):]
}
