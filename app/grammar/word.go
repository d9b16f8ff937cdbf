package grammar

import (
	"encoding/binary"
	"math/bits"
)

// This file handles one line at a time, with eight of its digits in the bytes of a
// 64-bit word. It is for processors without AVX2, and for the lines that do not fill
// a block on those with it.

const asciiZeros = 0x3030303030303030

// parse returns the number on the line; ok is false if it is not a number line. It
// combines digits to pairs, pairs to fours, and fours to eight, as Daniel Lemire
// describes in "Quickly parsing eight digits" (2018).
func parse(line *[Length]byte) (number uint32, ok bool) {
	if !isNumber(line) {
		return 0, false
	}
	word := binary.LittleEndian.Uint64(line[:]) - asciiZeros
	word = word*10 + word>>8
	eight := (word&0x000000FF000000FF*(100+1000000<<32) +
		word>>16&0x000000FF000000FF*(1+10000<<32)) >> 32
	return uint32(eight)*10 + uint32(line[Digits-1]-'0'), true
}

// isNumber reports whether line is a number line.
func isNumber(line *[Length]byte) bool {
	const highNibbles = 0xF0F0F0F0F0F0F0F0
	word := binary.LittleEndian.Uint64(line[:])
	// A digit is 0x30 to 0x39: its high nibble is 3, and is still 3 after adding 6.
	return word&highNibbles == asciiZeros && (word+0x0606060606060606)&highNibbles == asciiZeros &&
		line[Digits-1]-'0' <= 9 && string(line[Digits:]) == Newline
}

// format stores number as a line that ends at end, and returns where the line
// starts without its leading zeros. It is the inverse of parse: it splits eight
// digits into fours, pairs and digits, and divides all parts at once by a
// multiplication and a shift.
func format(buffer []byte, end int, number uint32) (start int) {
	first, eight := number/100_000_000, uint64(number%100_000_000)
	halves := eight/10_000 | eight%10_000<<32
	hundreds := halves * 10_486 >> 20 & 0x0000007F0000007F
	pairs := hundreds | (halves-hundreds*100)<<16
	tens := pairs * 103 >> 10 & 0x000F000F000F000F
	digits := tens | (pairs-tens*10)<<8

	line := buffer[end-Length : end]
	line[0] = '0' + byte(first)
	binary.LittleEndian.PutUint64(line[1:], digits|asciiZeros)
	copy(line[Digits:], Newline)
	if first != 0 {
		return end - Length
	}
	// The last digit is never a leading zero: 0 is "0".
	return end - Length + 1 + min(bits.TrailingZeros64(digits)/8, Digits-2)
}
