package send

import (
	"bufio"
	"compress/gzip"
	"io"
)

// What a source may begin with that is no number.
const (
	gzipMagic     = "\x1f\x8b"
	byteOrderMark = "\ufeff" // some exports put it in front
)

// unpack returns the text of a source, which may be compressed, whatever its name.
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

// startsWith waits for no more bytes than it needs to tell: the source may be a
// person who types.
func startsWith(r *bufio.Reader, magic string) bool {
	for i := range len(magic) {
		start, err := r.Peek(i + 1)
		if err != nil || start[i] != magic[i] {
			return false // an error comes again with the next read
		}
	}
	return true
}
