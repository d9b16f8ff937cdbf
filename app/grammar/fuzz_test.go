package grammar

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// outcome is what a stream of bytes means.
type outcome struct {
	numbers   []uint32
	terminate bool
	rejected  bool // it has a byte that no valid line can have there
}

// naive reads a stream line by line with the standard library: the oracle.
func naive(stream []byte) (o outcome) {
	reader := bufio.NewReader(bytes.NewReader(stream))
	for {
		line, err := reader.ReadString('\n')
		text, whole := strings.CutSuffix(line, Newline)
		number, parseErr := strconv.ParseUint(text, 10, 32)
		switch {
		case err == io.EOF && validStart(line):
			return o
		case whole && text == Terminate:
			o.terminate = true
			return o
		case whole && parseErr == nil && len(text) == Digits && text[0] != '+':
			o.numbers = append(o.numbers, uint32(number))
		default:
			o.rejected = true
			return o
		}
	}
}

// validStart reports whether some valid line begins with text: whether text is
// valid when it is completed with the end of a valid line.
func validStart(text string) bool {
	if strings.HasPrefix(Terminate+Newline, text) {
		return true
	}
	if len(text) >= Length {
		return false
	}
	line := text + ("000000000" + Newline)[len(text):]
	digits, whole := strings.CutSuffix(line, Newline)
	return whole && strings.Trim(digits, "0123456789") == ""
}

// inChunks reads a stream as a session does, when it arrives in chunks of size bytes.
func inChunks(stream []byte, size int) (o outcome) {
	var rest []byte
	for chunk := range slices.Chunk(stream, size) {
		o.numbers, rest = Parse(o.numbers, slices.Concat(rest, chunk))
		if HasTerminate(rest) {
			o.terminate = true
			return o
		}
		if !MayBecomeLine(rest) {
			o.rejected = true
			return o
		}
	}
	return o
}

// FuzzLines compares the grammar with the oracle, for every size of the chunks in
// which a stream can arrive.
func FuzzLines(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "314159265\n", "007007009\n000000000\n999999999\n", "terminate\n", "314159265\nterminate\n1\n",
		"12345678\n", "1234567890\n", "+12345678\n", "12345678/\n", "12345678:\n", "123456789\r\n", "TERMINATE\n",
		"terminate \n", "terminated\n", "terminat", "123456789", "1terminate\n", "\x00", "\ufeff123456789\n", "١٢٣٤٥٦٧٨٩\n",
		strings.Repeat("123456789\n", 40) + "12345678x\n", strings.Repeat("000000001\n", 17) + "terminate\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		want := naive(stream)
		for size := 1; size <= len(stream); size++ {
			if got := inChunks(stream, size); !same(got, want) {
				t.Fatalf("%q in chunks of %d: got %+v, want %+v", stream, size, got, want)
			}
		}
	})
}

func same(a, b outcome) bool {
	return slices.Equal(a.numbers, b.numbers) && a.terminate == b.terminate && a.rejected == b.rejected
}

// FuzzFormat compares the lines of the log with what the standard library prints.
func FuzzFormat(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x00"))
	f.Add([]byte("seven bytes"))
	f.Add([]byte(strings.Repeat("\xff\xff\x00\x00\x01\x00\x00\x00\x3b\x9a\xc9\xff", 7)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var numbers []uint32
		for word := range slices.Chunk(raw, 4) {
			numbers = append(numbers, binary.BigEndian.Uint32(append(word, 0, 0, 0, 0)[:4])%Numbers)
		}
		if got, want := formatted(numbers...), printed(numbers...); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
