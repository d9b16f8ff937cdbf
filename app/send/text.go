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

// newline ends every line of a text.
var newline = []byte("\n")

// unpack returns the text of a file: lines that end in LF, in UTF-8, without a byte
// order mark. It recognizes gzip and UTF-16 by the first bytes, not by the name of the
// file, and refuses what is not text.
func unpack(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReader(r)
	if isNext(in, gzipMagic) {
		unzipped, err := newGunzip(in)
		if err != nil {
			return nil, err
		}
		in = bufio.NewReader(unzipped)
	}
	for _, s := range signatures {
		if isNext(in, s.magic) {
			return nil, errors.New(s.advice)
		}
	}
	switch {
	case isNext(in, "\ufeff"):
		_, _ = in.Discard(len("\ufeff"))
	case isNext(in, "\xff\xfe"), isNext(in, "\xfe\xff"):
		in = bufio.NewReader(transform.NewReader(in, unicode.BOMOverride(transform.Nop)))
	}
	_, _ = in.Peek(1)
	switch first, _ := in.Peek(in.Buffered()); {
	case len(first) > tarPlace && bytes.HasPrefix(first[tarPlace:], []byte("ustar")):
		return nil, errors.New("it is a tar archive; unpack it: tar -xOf FILE | numberserver send -")
	case !isText(first):
		return nil, errors.New("it is not a text file: there are control characters in it")
	}
	return bufio.NewReader(&newlines{in: in}), nil
}

// signatures are the first bytes of what is often taken for a text file, with what to
// do about it.
var signatures = []struct{ magic, advice string }{
	{"BZh", "it is bzip2 data; unpack it: bzip2 -dc FILE | numberserver send -"},
	{"\xfd7zXZ", "it is xz data; unpack it: xz -dc FILE | numberserver send -"},
	{"\x28\xb5\x2f\xfd", "it is zstd data; unpack it: zstd -dc FILE | numberserver send -"},
	{"PK\x03\x04\x14\x00\x06\x00", "it is an Excel workbook; save it as CSV"},
	{"PK\x03\x04", "it is a zip archive or a spreadsheet; unpack it, or save it as CSV"},
	{"\xd0\xcf\x11\xe0", "it is an old Excel workbook; save it as CSV"},
	{"\x7fELF", "it is a program"},
	{"%PDF-", "it is a PDF document"},
	{gzipMagic, "it is compressed twice; unpack it: gzip -dc FILE | numberserver send -"},
}

// tarPlace is where a tar archive has its signature.
const tarPlace = 257

// isNext reports whether r goes on with magic. It reads no further than it must: a
// user may be typing the text.
func isNext(r *bufio.Reader, magic string) bool {
	for i := range len(magic) {
		first, err := r.Peek(i + 1)
		if err != nil || first[i] != magic[i] {
			return false // an error comes again with the next read
		}
	}
	return true
}

// isText reports whether text has none of the control characters that are never in a
// text file.
func isText(text []byte) bool {
	return bytes.IndexFunc(text, func(char rune) bool {
		return char < ' ' && !strings.ContainsRune("\a\b\t\n\v\f\r\x1b", char) || char == '\x7f'
	}) < 0
}

// A newlines turns CR LF, and CR alone, into LF.
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

const gzipMagic = "\x1f\x8b"

var errTrailing = errors.New("other data follows the end of the gzip data")

// A gunzip unpacks gzip data as gzip -d does: several members follow one another, and
// zeros after the last one are padding.
type gunzip struct {
	in     *bufio.Reader
	member *gzip.Reader
}

func newGunzip(in *bufio.Reader) (*gunzip, error) {
	member, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	member.Multistream(false)
	return &gunzip{in, member}, nil
}

func (g *gunzip) Read(b []byte) (int, error) {
	n, err := g.member.Read(b)
	if err != io.EOF {
		return n, err
	}
	if isNext(g.in, gzipMagic) {
		err = g.member.Reset(g.in)
		g.member.Multistream(false)
		return n, err
	}
	for err = nil; err == nil; {
		var b byte
		if b, err = g.in.ReadByte(); b != 0 {
			err = errTrailing
		}
	}
	return n, err
}
