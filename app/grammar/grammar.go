// Package grammar is the grammar of the number server: what a client may send, and
// what is in the log. Both kinds of line that a client may send have the same length.
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

// Parse appends the numbers of the lines at the start of data to numbers, and
// returns the extended slice and the rest of data. The rest is empty, or begins
// with a line that is unfinished or not a number.
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
// begins with it, so that it depends on the bytes that follow.
func MayBecomeLine(data []byte) bool {
	if len(data) >= Length {
		return false
	}
	return bytes.HasPrefix([]byte(Terminate+Newline), data) || mayBecomeNumber(data)
}

func mayBecomeNumber(data []byte) bool {
	digits := leadingDigits(data)
	return digits == min(len(data), Digits) && bytes.HasPrefix([]byte(Newline), data[digits:])
}

// FormatSize returns the size of the buffer that Format needs for that many numbers.
func FormatSize(numbers int) int { return formatSlack + numbers*Length }

// Format writes the lines of numbers in the log, each without leading zeros, to the
// end of buffer, and returns the part of buffer that it filled. The buffer must have
// at least FormatSize(len(numbers)) bytes.
//
// It writes the last line first. Every line is stored with its leading zeros, which
// the line before it overwrites, so that no branch depends on the length of a line.
func Format(buffer []byte, numbers []uint32) []byte {
	rest := len(numbers) % formatBlock
	start := len(buffer)
	for i := len(numbers) - 1; i >= len(numbers)-rest; i-- {
		start = format(buffer, start, numbers[i])
	}
	return buffer[formatBlocks(buffer, start, numbers[:len(numbers)-rest]):]
}
