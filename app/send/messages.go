package send

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
)

// A Result says how much was sent, and what was left out. Numbers, Unmatched, Comments
// and Invalid together are all lines but blank ones and headers.
type Result struct {
	Numbers   int64 // handed over to the server
	Unmatched int64 // rows for which the expression of the query is false
	Matched   int64 // rows for which it is true: their numbers are sent or invalid
	Comments  int64 // lines that begin with #
	Invalid   int64 // lines and rows that were skipped
	First     error // the first of them

	invalid error // what ended the reading of the sources before their end
}

func (r *Result) add(other Result) {
	r.Numbers += other.Numbers
	r.Unmatched += other.Unmatched
	r.Matched += other.Matched
	r.Comments += other.Comments
	r.Invalid += other.Invalid
	r.First = cmp.Or(r.First, other.First)
	r.invalid = other.invalid
}

// complete returns the result of sources that were read, which is a failure if one was
// invalid, or if all that they have was skipped.
func (r Result) complete() (Result, error) {
	if r.invalid == nil && r.Numbers == 0 && r.Invalid > 0 {
		return Result{}, fmt.Errorf("nothing was sent: %s", r.LeftOut())
	}
	return r, r.invalid
}

// LeftOut says what was not sent, or nothing if that is nothing.
func (r Result) LeftOut() string {
	var parts []string
	if r.Unmatched > 0 {
		parts = append(parts, fmt.Sprintf("%s of %s matched", humanize.Comma(r.Matched), Count(r.Matched+r.Unmatched, "row")))
	}
	if r.Comments > 0 {
		parts = append(parts, "left out "+Count(r.Comments, "comment"))
	}
	if r.Invalid > 0 {
		parts = append(parts, fmt.Sprintf("skipped %s: the first is %v", Count(r.Invalid, "invalid line"), r.First))
	}
	return strings.Join(parts, "; ")
}

// Count returns a number of things in words, such as "1 number" or "50,000 numbers".
func Count(number int64, thing string) string {
	return humanize.Comma(number) + " " + english.PluralWord(int(number), thing, "")
}

// cause returns the innermost reason of a failure, without the path, the address and
// the system call, for a message that names them already.
func cause(err error) error {
	var lookup *net.DNSError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it is cut off")
	case errors.As(err, &lookup):
		return errors.New(lookup.Err)
	}
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err
}
