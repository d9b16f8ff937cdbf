// Package send reads numbers from arguments, files and pipes, checks them, and
// sends them to a number server.
//
//	               ┌──► check ──┐
//	text ──► split ┼──► check ──┼► queue ──► deliver ──► server
//	               └──► check ──┘
//
// The text of every source is split into chunks of whole lines. They are checked in
// parallel, and the queue returns them in the order of the sources. So what is sent
// does not depend on the number of processors, and ends at the first invalid line.
package send

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"numberserver/app/send/table"
)

// Settings says what is sent, where to, and how.
type Settings struct {
	Sources     Sources
	Table       *table.Query // what to take from files that are tables; nil: files hold numbers
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
	for retry := 1; ; retry++ {
		result, undelivered, invalid := s.run(ctx, s.deliver)
		if undelivered != nil && retry <= s.Retries && ctx.Err() == nil {
			s.Logger.Warn(fmt.Sprintf("%v; trying again (%d of %d)", undelivered, retry, s.Retries))
			pause(ctx, s.RetryAfter)
			if ctx.Err() == nil {
				continue
			}
		}
		return result, s.failure(ctx, result.Numbers, undelivered, invalid)
	}
}

// failure says why not everything was sent, if so, and how much was. An interruption
// comes first: whatever else happened, the user has not waited for it. A failed
// delivery comes next: it leaves open what the server has logged.
func (s Settings) failure(ctx context.Context, numbers int64, undelivered, invalid error) error {
	sent := Count(numbers, "number")
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("interrupted: %s handed over to %s, which may have logged fewer", sent, s.Addr)
	case undelivered != nil:
		return undelivered
	case invalid != nil && numbers == 0:
		return fmt.Errorf("%w; nothing was sent", invalid)
	case invalid != nil:
		return fmt.Errorf("%w; %s before it sent to %s, nothing after it", invalid, sent, s.Addr)
	}
	return nil
}

// Print writes to out the lines that Send would send.
func Print(ctx context.Context, s Settings, out io.Writer) (Result, error) {
	if err := s.inspect(ctx); err != nil {
		return Result{}, err
	}
	result, unprinted, invalid := s.run(ctx, func(ctx context.Context, q *queue) error {
		return q.writeTo(ctx, out.Write)
	})
	switch {
	case ctx.Err() != nil:
		return result, errors.New("interrupted")
	case unprinted != nil:
		return result, fmt.Errorf("cannot print the numbers: %w", cause(unprinted))
	}
	return result, invalid
}

// run takes the lines of all sources to deliver. It returns why the delivery failed,
// and why the sources were not read to their end. It does not wait until they are
// closed: a read of standard input cannot be interrupted.
func (s Settings) run(ctx context.Context, deliver func(context.Context, *queue) error) (result Result, undelivered, invalid error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	q := s.read(ctx)
	undelivered = deliver(ctx, q)
	return q.result, undelivered, q.invalid
}

// pause waits, but not longer than ctx.
func pause(ctx context.Context, length time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(length):
	}
}
