package grammar

import "bytes"

// smallestNine is the smallest number that has nine digits without leading zeros.
const smallestNine = 100_000_000

// ParseLogged is Parse for lines as they stand in the log, without leading zeros.
// It takes no more than most lines.
func ParseLogged(numbers []uint32, data []byte, most int) ([]uint32, []byte) {
	for range most {
		number, length := parseLogged(data)
		if length == 0 {
			break
		}
		numbers = append(numbers, number)
		data = data[length:]
	}
	return numbers, data
}

// parseLogged returns the number on the first line of data, and how long that
// line is: 0 if it is no whole line of the log. Nine of ten lines have nine digits.
func parseLogged(data []byte) (number uint32, length int) {
	if len(data) >= Length {
		number, ok := parse((*[Length]byte)(data))
		if ok && number >= smallestNine {
			return number, Length
		}
	}
	digits := leadingDigits(data)
	if digits == 0 || digits == Digits || !bytes.HasPrefix(data[digits:], []byte(Newline)) {
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

// leadingDigits returns how many digits data begins with; Digits if there are more.
func leadingDigits(data []byte) int {
	for i, b := range data[:min(len(data), Digits)] {
		if b < '0' || b > '9' {
			return i
		}
	}
	return min(len(data), Digits)
}

// MayBecomeLogged reports whether some line of the log begins with data and goes
// on after it: whether it may be what is left of a line that was torn.
func MayBecomeLogged(data []byte) bool {
	digits := leadingDigits(data)
	if digits > 1 && data[0] == '0' {
		return false
	}
	rest := data[digits:]
	return len(rest) == 0 || digits > 0 && len(rest) < len(Newline) && bytes.HasPrefix([]byte(Newline), rest)
}
