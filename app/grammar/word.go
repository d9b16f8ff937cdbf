package grammar

import (
	"encoding/binary"
	"math/bits"
)

// A line at a time, its first or last eight digits side by side in the bytes of
// one 64-bit word: for processors without anything better, and for what is left
// over of the blocks of those that have it.

const asciiZeros = 0x3030303030303030

// parse returns the number on the line; ok is false when it is no number line.
// Digits are joined to pairs, then pairs of pairs, then halves, the method of
// Daniel Lemire ("Quickly parsing eight digits", 2018).
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
	// A digit is 0x30 to 0x39: its high nibble is 3, and still 3 six further on.
	return word&highNibbles == asciiZeros && (word+0x0606060606060606)&highNibbles == asciiZeros &&
		line[Digits-1]-'0' <= 9 && string(line[Digits:]) == Newline
}

// format stores number as a line that ends at end and returns where the line
// starts once its leading zeros are taken off. It is parse turned round: halves,
// then pairs, then digits; a multiplication and a shift divide all parts at once.
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
	// The last digit stays, so that 0 is "0".
	return end - Length + 1 + min(bits.TrailingZeros64(digits)/8, Digits-2)
}
