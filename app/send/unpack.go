package send

import (
	"bufio"
	"compress/gzip"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// What a file may begin with.
const (
	gzipMagic     = "\x1f\x8b"
	utf8Mark      = "\ufeff"
	utf16Mark     = "\xff\xfe" // little-endian, as Windows writes it
	utf16SwapMark = "\xfe\xff"
)

// unpack returns the text of a file in UTF-8, without a byte order mark. It
// recognizes gzip and UTF-16 by the first bytes, not by the name of the file.
func unpack(r io.Reader) (*bufio.Reader, error) {
	text := bufio.NewReader(r)
	if startsWith(text, gzipMagic) {
		unzipped, err := gzip.NewReader(text)
		if err != nil {
			return nil, err
		}
		text = bufio.NewReader(unzipped)
	}
	if startsWith(text, utf8Mark) {
		_, _ = text.Discard(len(utf8Mark))
	}
	if startsWith(text, utf16Mark) || startsWith(text, utf16SwapMark) {
		text = bufio.NewReader(transform.NewReader(text, unicode.BOMOverride(transform.Nop)))
	}
	return text, nil
}

// startsWith reads no further than it must: a user may be typing the text.
func startsWith(r *bufio.Reader, magic string) bool {
	for i := range len(magic) {
		start, err := r.Peek(i + 1)
		if err != nil || start[i] != magic[i] {
			return false // an error comes again with the next read
		}
	}
	return true
}
