package send

import (
	"bufio"
	"compress/gzip"
	"io"
)

// What a file may begin with.
const (
	gzipMagic     = "\x1f\x8b"
	byteOrderMark = "\ufeff" // UTF-8, as some exports write it
)

// unpack returns the text of a file. It recognizes gzip by its first bytes, not by
// the name of the file.
func unpack(r io.Reader) (*bufio.Reader, error) {
	text := bufio.NewReader(r)
	if startsWith(text, gzipMagic) {
		unzipped, err := gzip.NewReader(text)
		if err != nil {
			return nil, err
		}
		text = bufio.NewReader(unzipped)
	}
	if startsWith(text, byteOrderMark) {
		_, _ = text.Discard(len(byteOrderMark))
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
