package send

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// newline ends every line of a text; the last one may have none.
var newline = []byte("\n")

// unpack returns the text of a file: lines that end in LF, in UTF-8, without a byte
// order mark. It recognizes gzip and UTF-16 by the first bytes, not by the name of the
// file, and refuses what is not text.
func unpack(file io.Reader) (io.Reader, error) {
	in, start := peek(file)
	if bytes.HasPrefix(start, []byte(gzipMagic)) {
		member, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		in, start = peek(&gunzip{in, member})
	}
	for _, s := range signatures {
		if bytes.HasPrefix(start[min(s.place, len(start)):], []byte(s.magic)) {
			return nil, errors.New(s.advice)
		}
	}
	switch {
	case bytes.HasPrefix(start, []byte("\ufeff")):
		_, _ = in.Discard(len("\ufeff"))
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		in, start = peek(transform.NewReader(in, unicode.BOMOverride(transform.Nop)))
	}
	if !isText(start) {
		return nil, errors.New("it is not a text file: there are control characters in it")
	}
	return &newlines{in: in}, nil
}

// peek returns a reader of r, and what it reads first: at least 8 bytes, if they are
// there. It returns no error, which comes again with the next read.
func peek(r io.Reader) (*bufio.Reader, []byte) {
	in := bufio.NewReader(io.MultiReader(r)) // keeps returning the end of file; a terminal would be read again
	_, _ = in.Peek(8)
	start, _ := in.Peek(in.Buffered())
	return in, start
}

const gzipMagic = "\x1f\x8b"

// signatures are the first bytes of what is often taken for a text file, with what to
// do about it.
var signatures = []struct {
	place         int
	magic, advice string
}{
	{0, "BZh", "it is bzip2 data; unpack it: bzip2 -dc FILE | numberserver send -"},
	{0, "\xfd7zXZ", "it is xz data; unpack it: xz -dc FILE | numberserver send -"},
	{0, "\x28\xb5\x2f\xfd", "it is zstd data; unpack it: zstd -dc FILE | numberserver send -"},
	{0, "PK\x03\x04\x14\x00\x06\x00", "it is an Excel workbook or another Office document; save it as CSV"},
	{0, "PK\x03\x04", "it is a zip archive or a spreadsheet; unpack it, or save it as CSV"},
	{0, "\xd0\xcf\x11\xe0", "it is an old Excel workbook; save it as CSV"},
	{0, "\x7fELF", "it is a program"},
	{0, "%PDF-", "it is a PDF document"},
	{0, gzipMagic, "it is compressed twice; unpack it: gzip -dc FILE | numberserver send -"},
	{257, "ustar", "it is a tar archive; unpack it: tar -xOf FILE | numberserver send -"},
}

// isText reports whether text has no control character that is never in a text file.
func isText(text []byte) bool {
	return bytes.IndexFunc(text, func(char rune) bool {
		return char < ' ' && !strings.ContainsRune("\a\b\t\n\v\f\r\x1b", char) || char == '\x7f'
	}) < 0
}

// newlines is a reader that turns CR LF, and CR alone, into LF.
type newlines struct {
	in      *bufio.Reader
	afterCR bool // the last byte was a CR
}

func (r *newlines) Read(b []byte) (int, error) {
	n, err := r.in.Read(b)
	if !r.afterCR && bytes.IndexByte(b[:n], '\r') < 0 {
		return n, err
	}
	text := b[:0]
	for _, char := range b[:n] {
		if char != '\n' || !r.afterCR {
			text = append(text, char)
		}
		if r.afterCR = char == '\r'; r.afterCR {
			text[len(text)-1] = '\n'
		}
	}
	return len(text), err
}

// gunzip is a reader that unpacks gzip data as gzip -d does: several members follow one
// another, and zeros after the last one are padding.
type gunzip struct {
	in     *bufio.Reader
	member *gzip.Reader
}

func (g *gunzip) Read(b []byte) (int, error) {
	g.member.Multistream(false)
	n, err := g.member.Read(b)
	if err != io.EOF {
		return n, err
	}
	for next := byte(0); next == 0; {
		if next, err = g.in.ReadByte(); err != nil {
			return n, err
		}
	}
	_ = g.in.UnreadByte()
	if next, _ := g.in.Peek(len(gzipMagic)); string(next) != gzipMagic {
		return n, errors.New("other data follows the end of the gzip data")
	}
	return n, g.member.Reset(g.in)
}
