package app

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// The grammar of what a client sends. Both kinds of line have the same length.
//
//	stream = { line }
//	line   = ( 9 DIGIT / "terminate" ) Newline
const (
	// Digits is how many decimal digits a number line has, leading zeros included.
	Digits = 9
	// Numbers is how many different numbers there are: 0 to 999,999,999.
	Numbers = 1_000_000_000
	// Terminate is the line that stops the server.
	Terminate = "terminate"
	// LineLength is the length of every valid line in bytes, Newline included.
	LineLength = Digits + len(Newline)
)

// parseNumbers appends to numbers the number of every line at the start of
// data and returns both what it appended to and the data it did not use. That
// rest is empty, or begins with a line that is unfinished or no number.
func parseNumbers(numbers []uint32, data []byte) ([]uint32, []byte) {
	for len(data) >= LineLength {
		number, ok := parseLine((*[LineLength]byte)(data))
		if !ok {
			break
		}
		numbers = append(numbers, number)
		data = data[LineLength:]
	}
	return numbers, data
}

// parseLine returns the number on the line; ok is false when it is no number
// line. The first eight digits are checked and converted side by side in one
// 64-bit word, the method of Daniel Lemire ("Quickly parsing eight digits",
// 2018): pairs of digits, then pairs of pairs, then both halves.
func parseLine(line *[LineLength]byte) (number uint32, ok bool) {
	const (
		zeros      = 0x3030303030303030
		highNibble = 0xF0F0F0F0F0F0F0F0
	)
	word := binary.LittleEndian.Uint64(line[:])
	// A digit is 0x30 to 0x39: its high nibble is 3, and still 3 six further on.
	eightAreDigits := word&highNibble == zeros && (word+0x0606060606060606)&highNibble == zeros
	ninth := line[Digits-1] - '0'
	if !eightAreDigits || ninth > 9 || string(line[Digits:]) != Newline {
		return 0, false
	}
	word -= zeros
	word = word*10 + word>>8
	eight := (word&0x000000FF000000FF*(100+1000000<<32) +
		word>>16&0x000000FF000000FF*(1+10000<<32)) >> 32
	return uint32(eight)*10 + uint32(ninth), true
}

// startsWithTerminate reports whether data begins with a whole terminate line.
func startsWithTerminate(data []byte) bool {
	return bytes.HasPrefix(data, []byte(Terminate+Newline))
}

// mayBecomeLine reports whether data is shorter than a line and some valid line
// begins with it, so that the bytes still to come decide.
func mayBecomeLine(data []byte) bool {
	if len(data) >= LineLength {
		return false
	}
	return bytes.HasPrefix([]byte(Terminate+Newline), data) || mayBecomeNumberLine(data)
}

func mayBecomeNumberLine(data []byte) bool {
	digits := data[:min(len(data), Digits)]
	for _, b := range digits {
		if b < '0' || b > '9' {
			return false
		}
	}
	return bytes.HasPrefix([]byte(Newline), data[len(digits):])
}

// maxStore is how many bytes appendLine may store beyond the end of text.
const maxStore = 16

// appendLine appends number as it stands in the log, without leading zeros and
// with a newline. It stores whole words, so text needs room for maxStore bytes. The
// eight low digits are spread over the bytes of one 64-bit word, the reverse of
// parseLine: halves, then pairs, then digits; a multiplication and a shift
// divide every part at once.
func appendLine(text []byte, number uint32) []byte {
	const zeros = 0x3030303030303030
	first, eight := number/100_000_000, uint64(number%100_000_000)
	halves := eight/10_000 | eight%10_000<<32
	hundreds := halves * 10_486 >> 20 & 0x0000007F0000007F
	pairs := hundreds | (halves-hundreds*100)<<16
	tens := pairs * 103 >> 10 & 0x000F000F000F000F
	digits := tens | (pairs-tens*10)<<8

	n := len(text)
	text = text[:n+maxStore]
	if first != 0 {
		text[n] = '0' + byte(first)
		binary.LittleEndian.PutUint64(text[n+1:], digits|zeros)
		return append(text[:n+Digits], Newline...)
	}
	// The last digit stays, so that 0 is "0".
	leadingZeros := min(bits.TrailingZeros64(digits)/8, 7)
	binary.LittleEndian.PutUint64(text[n:], (digits|zeros)>>(8*leadingZeros))
	return append(text[:n+8-leadingZeros], Newline...)
}
