// Package send reads numbers from arguments, files and pipes, checks them, and
// sends them to a number server.
//
//	                          ┌─► checker ─┐
//	sources ──► splitter ─────┼─► checker ─┼─────► collector ──► connection ──► server
//	               │  chunks  └─► checker ─┘ done    ▲    ready
//	               └─────────────────────────────────┘
//	                       chunks, in order
//
// A chunk is a run of whole lines. Checkers work in parallel, but the collector
// takes the chunks in the order of the sources and waits until each is checked. So
// what is sent does not depend on the number of checkers, and ends at the first
// invalid line.
package send

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"numberserver/app/send/table"
)

// Settings says what is sent, where to, and how.
type Settings struct {
	Sources     Sources
	Table       *table.Query // what to take from files that are tables; nil: files hold numbers
	Pad         bool         // put zeros in front of numbers that are too short
	SkipInvalid bool         // skip invalid lines instead of stopping at the first
	Workers     int          // goroutines that check lines, at least 1

	Addr        string
	Connections int           // at least 1
	Retries     int           // how often to send everything again after a failure
	RetryAfter  time.Duration // pause before each retry

	Progress func(read int64)     // told how many bytes are read; 0 at each start; may be nil
	Notify   func(message string) // told why sending waits or starts again; may be nil
}

// A Result says how much was sent.
type Result struct {
	Numbers int64 // handed over to the server
	Skipped int   // invalid lines
}

// Send sends the numbers of all sources. When it returns no error, every number is
// in the server's log file. After a failed delivery it sends everything again, as
// often as s.Retries allows.
func Send(ctx context.Context, s Settings) (Result, error) {
	s = s.withDefaults()
	if s.Retries > 0 {
		if err := s.Sources.repeatable(); err != nil {
			return Result{}, err
		}
	}
	d, sent := s.try(ctx)
	for retry := 1; retry <= s.Retries && sent.undelivered != nil && ctx.Err() == nil; retry++ {
		s.Notify(fmt.Sprintf("%v; trying again (%d of %d)", sent.undelivered, retry, s.Retries))
		pause(ctx, s.RetryAfter)
		d, sent = s.try(ctx)
	}
	if sent.undelivered != nil && ctx.Err() != nil {
		sent.undelivered = ctx.Err() // whatever failed, the user has not waited for it
	}
	return Result{Numbers: d.numbers(), Skipped: sent.skipped}, sent.err(d)
}

// Print writes to out the lines that Send would send.
func Print(ctx context.Context, s Settings, out io.Writer) (Result, error) {
	var result Result
	printed := s.withDefaults().run(ctx, func(ctx context.Context, ready <-chan *chunk) error {
		for c := range ready {
			n, err := out.Write(c.valid)
			result.Numbers += numbersIn(n)
			if err != nil {
				return fmt.Errorf("cannot print the numbers: %w", cause(err))
			}
			c.free()
		}
		return ctx.Err()
	})
	result.Skipped = printed.skipped
	if errors.Is(printed.undelivered, context.Canceled) {
		return result, errors.New("interrupted")
	}
	return result, cmp.Or(printed.undelivered, printed.invalid)
}

// withDefaults returns settings in which every function can be called.
func (s Settings) withDefaults() Settings {
	if s.Progress == nil {
		s.Progress = func(int64) {}
	}
	if s.Notify == nil {
		s.Notify = func(string) {}
	}
	return s
}

// try sends everything once.
func (s Settings) try(ctx context.Context) (*delivery, outcome) {
	d := &delivery{
		addr:        s.Addr,
		connections: s.Connections,
		patience:    stallPatience,
		stalled: sync.OnceFunc(func() {
			s.Notify(fmt.Sprintf("waiting for %s: all its slots are taken, or it is slow", s.Addr))
		}),
	}
	return d, s.run(ctx, d.run)
}

// A sink takes chunks until there are no more, and frees them.
type sink func(ctx context.Context, ready <-chan *chunk) error

// run takes the lines of all sources to deliver. It does not wait for the splitter
// when the delivery fails: a read of standard input cannot be interrupted.
func (s Settings) run(ctx context.Context, deliver sink) outcome {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	unchecked, ordered := make(chan *chunk, s.Workers), make(chan *chunk, 2*s.Workers)
	ready := make(chan *chunk)
	splitter := &splitter{query: s.Table, unchecked: unchecked, ordered: ordered, progress: s.Progress}
	collector := &collector{ordered: ordered, ready: ready}
	var result outcome

	// The splitter ends with the sources or with ctx, and then closes the channels
	// that the checkers and the collector read from.
	go splitter.run(ctx, s.Sources)
	for range s.Workers {
		go rule{pad: s.Pad, skip: s.SkipInvalid}.checkAll(ctx, unchecked)
	}
	var delivery sync.WaitGroup
	delivery.Go(func() {
		defer stop() // the other stages need not go on
		result.undelivered = deliver(ctx, ready)
	})
	result.invalid = collector.run(ctx)
	delivery.Wait()
	result.skipped = collector.skipped
	return result
}

// An outcome says how a run ended.
type outcome struct {
	skipped     int   // invalid lines
	invalid     error // why the sources were not read to the end
	undelivered error // why it is unknown what the server has logged
}

// err says what went wrong, if anything, and how much was sent before. A failed
// delivery comes first: it leaves open what the server has logged.
func (o outcome) err(d *delivery) error {
	sent := Count(d.numbers(), "number")
	switch {
	case errors.Is(o.undelivered, context.Canceled):
		return fmt.Errorf("interrupted: %s handed over to %s, which may have logged fewer", sent, d.addr)
	case o.undelivered != nil:
		return o.undelivered
	case o.invalid != nil && d.numbers() == 0:
		return fmt.Errorf("%w; nothing was sent", o.invalid)
	case o.invalid != nil:
		return fmt.Errorf("%w; %s before it sent to %s, nothing after it", o.invalid, sent, d.addr)
	}
	return nil
}

// pause waits, but not longer than ctx.
func pause(ctx context.Context, length time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(length):
	}
}
