package grammar

import "bytes"

// smallestNine is the smallest number that has nine digits without leading zeros.
const smallestNine = 100_000_000

// ParseLogged is Parse for the lines of a log, which have no leading zeros. It parses
// at most limit lines.
func ParseLogged(numbers []uint32, data []byte, limit int) ([]uint32, []byte) {
	for range limit {
		number, length := parseLogged(data)
		if length == 0 {
			break
		}
		numbers = append(numbers, number)
		data = data[length:]
	}
	return numbers, data
}

// parseLogged returns the number on the first line of data and the length of that
// line, which is 0 if it is not a whole line of a log. Nine of ten lines have nine
// digits, so these are tried first.
func parseLogged(data []byte) (number uint32, length int) {
	if len(data) >= Length {
		number, ok := parse((*[Length]byte)(data))
		if ok && number >= smallestNine {
			return number, Length
		}
	}
	digits := leadingDigits(data)
	if digits == 0 || !bytes.HasPrefix(data[digits:], []byte(Newline)) {
		return 0, 0
	}
	if data[0] == '0' && digits > 1 {
		return 0, 0
	}
	for _, digit := range data[:digits] {
		number = number*10 + uint32(digit-'0')
	}
	return number, digits + len(Newline)
}

// leadingDigits returns how many digits data begins with, but at most Digits.
func leadingDigits(data []byte) int {
	for i, b := range data[:min(len(data), Digits)] {
		if b < '0' || b > '9' {
			return i
		}
	}
	return min(len(data), Digits)
}

// MayBecomeLogged reports whether data may be a torn line of a log: whether some
// line begins with it and is longer.
func MayBecomeLogged(data []byte) bool {
	digits := leadingDigits(data)
	if digits > 1 && data[0] == '0' {
		return false
	}
	rest := data[digits:]
	return len(rest) == 0 || digits > 0 && len(rest) < len(Newline) && bytes.HasPrefix([]byte(Newline), rest)
}
