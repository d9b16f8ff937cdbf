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
	"time"

	"numberserver/app/grammar"
	"numberserver/app/quote"
	"numberserver/app/send/table"
)

// Settings says what is sent, where to, and how. The tags make its fields flags of the
// command line.
type Settings struct {
	Addr        string `default:"localhost:4000" placeholder:"HOST:PORT" help:"The server (default ${default})."`
	Pad         bool   `help:"Put zeros in front of numbers that are too short: 7007009 is sent as 007007009."`
	SkipInvalid bool   `help:"Skip and count lines that are not numbers, instead of stopping at the first."`

	CSV   bool        `name:"csv" help:"Files are tables: CSV with a header."`
	Table table.Table `embed:""` // what to take from each of them

	Retry      int           `placeholder:"N" help:"How often to send everything again when the server cannot be reached or has not logged everything."`
	RetryAfter time.Duration `default:"1s" placeholder:"TIME" help:"Pause before each retry (default ${default})."`

	Sources  Sources                    `kong:"-"`
	Progress func(size int64) io.Writer `kong:"-"` // called at each start; gets what is read of size bytes
	Logger   *slog.Logger               `kong:"-"` // told why sending waits or starts again
}

// Send sends the numbers of all sources. When it returns no error, every number is
// in the server's log file. After a failed delivery it sends everything again, as
// often as s.Retry allows.
func Send(ctx context.Context, s Settings) (result Result, err error) {
	if err = s.inspect(ctx); err != nil && ctx.Err() == nil {
		return result, err
	}
	most := int64(0) // that any try has handed over
	for retry := 1; ; retry++ {
		result, err = s.deliver(ctx)
		most = max(most, result.Numbers)
		if err == nil || retry > s.Retry || ctx.Err() != nil {
			break
		}
		s.Logger.Warn(fmt.Sprintf("%v; trying again (%d of %d)", err, retry, s.Retry))
		select {
		case <-ctx.Done():
		case <-time.After(s.RetryAfter):
		}
	}
	switch failed := cmp.Or(err, result.invalid); {
	case ctx.Err() != nil: // an interrupted sending is never reported as a success
		err = fmt.Errorf("interrupted: %s handed over to %s, which may have logged fewer", quote.Count(most, "number"), s.Addr)
	case failed != nil && most > result.Numbers:
		err = fmt.Errorf("%w; an earlier try has handed over %s", failed, quote.Count(most, "number"))
	case err == nil && result.invalid != nil && result.Numbers == 0:
		err = fmt.Errorf("%w; nothing was sent", result.invalid)
	case err == nil && result.invalid != nil:
		err = fmt.Errorf("%w; %s before it sent to %s, nothing after it", result.invalid, quote.Count(result.Numbers, "number"), s.Addr)
	}
	return result, err
}

// Print writes to out the lines that Send would send.
func Print(ctx context.Context, s Settings, out io.Writer) (Result, error) {
	if err := s.inspect(ctx); err != nil && ctx.Err() == nil {
		return Result{}, err
	}
	result, err := s.copyTo(ctx, out.Write)
	switch {
	case ctx.Err() != nil:
		return result, errors.New("interrupted")
	case err != nil:
		return result, fmt.Errorf("cannot print the numbers: %w", cause(err))
	}
	return result, result.invalid
}

// copyTo writes the valid lines of all sources, up to the first invalid one. It returns
// an error if a write fails or ctx is done. It does not wait until the sources are
// closed: a read of standard input cannot be interrupted.
func (s Settings) copyTo(ctx context.Context, write func(lines []byte) (int, error)) (result Result, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for ordered := s.read(ctx); ; {
		var c *chunk // nil after the last one
		select {
		case <-ctx.Done():
		case c = <-ordered:
		}
		if c != nil {
			select { // which takes long if an expression does
			case <-ctx.Done():
			case <-c.checked:
			}
		}
		if c == nil || ctx.Err() != nil {
			return result, ctx.Err()
		}
		n, err := write(c.valid)
		c.result.Numbers = int64(n / grammar.Length)
		result.add(c.result)
		if err != nil || result.invalid != nil {
			return result, err
		}
		chunks.Put(c)
	}
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
