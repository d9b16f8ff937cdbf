// Package send reads numbers from arguments, files and pipes, checks them, and
// sends them to a number server.
//
//	               ┌──► check ──┐
//	text ──► split ┼──► check ──┼──► deliver ──► server
//	               └──► check ──┘
//
// The text of every source is split into chunks of whole lines. They are checked in
// parallel, and delivered in the order of the sources. So what is sent does not depend
// on the number of processors, and ends at the first invalid line.
package send

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"numberserver/app/quote"
	"numberserver/app/send/table"
)

// Settings says what is sent, where to, and how.
type Settings struct {
	Sources     Sources
	Table       *table.Table // what to take from files that are tables; nil: files hold numbers
	Pad         bool         // put zeros in front of numbers that are too short
	SkipInvalid bool         // skip invalid lines instead of stopping at the first

	Addr       string
	Retries    int           // how often to send everything again after a failure
	RetryAfter time.Duration // pause before each retry

	Progress func(size int64) io.Writer // called at each start; gets what is read of size bytes
	Logger   *slog.Logger               // told why sending waits or starts again
}

// Send sends the numbers of all sources. When it returns no error, every number is
// in the server's log file. After a failed delivery it sends everything again, as
// often as s.Retries allows.
func Send(ctx context.Context, s Settings) (Result, error) {
	if err := s.inspect(ctx); err != nil {
		return Result{}, err
	}
	var result Result
	var err error
	most := int64(0) // that any try has handed over
	for retry := 1; ; retry++ {
		result, err = s.deliver(ctx)
		most = max(most, result.Numbers)
		if err == nil || retry > s.Retries || ctx.Err() != nil {
			break
		}
		s.Logger.Warn(fmt.Sprintf("%v; trying again (%d of %d)", err, retry, s.Retries))
		select {
		case <-ctx.Done():
		case <-time.After(s.RetryAfter):
		}
	}
	switch {
	case ctx.Err() != nil: // whatever else happened, the user has not waited for it
		err = fmt.Errorf("interrupted: %s handed over to %s, which may have logged fewer", quote.Count(most, "number"), s.Addr)
	case err != nil:
	case result.invalid == nil:
		return result.complete()
	case result.Numbers == 0:
		err = fmt.Errorf("%w; nothing was sent", result.invalid)
	default:
		err = fmt.Errorf("%w; %s before it sent to %s, nothing after it", result.invalid, quote.Count(result.Numbers, "number"), s.Addr)
	}
	return result, err
}

// Print writes to out the lines that Send would send.
func Print(ctx context.Context, s Settings, out io.Writer) (Result, error) {
	if err := s.inspect(ctx); err != nil {
		return Result{}, err
	}
	result, err := s.write(ctx, out.Write)
	switch {
	case ctx.Err() != nil:
		return result, errors.New("interrupted")
	case err != nil:
		return result, fmt.Errorf("cannot print the numbers: %w", cause(err))
	}
	return result.complete()
}

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
		parts = append(parts, fmt.Sprintf("%s of %s matched", humanize.Comma(r.Matched), quote.Count(r.Matched+r.Unmatched, "row")))
	}
	if r.Comments > 0 {
		parts = append(parts, "left out "+quote.Count(r.Comments, "comment"))
	}
	if r.Invalid > 0 {
		parts = append(parts, fmt.Sprintf("skipped %s: the first is %v", quote.Count(r.Invalid, "invalid line"), r.First))
	}
	return strings.Join(parts, "; ")
}
