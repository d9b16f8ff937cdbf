package trial

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"numberserver/app/bench/target"
)

const (
	// samplePeriod is the time from sample to sample.
	samplePeriod = 50 * time.Millisecond
	// pollPeriod is the time from look to look at a log that is all but complete.
	pollPeriod = 200 * time.Microsecond
)

// A run is a trial under way.
type run struct {
	Trial
	server  *target.Server
	logSize int64                   // bytes in the log when all is in it
	stop    context.CancelCauseFunc // ends the run, for a reason

	clients []*client
	start   time.Time
	moved   Sample // the last one that showed something new
	result  Result
}

// load connects the clients, has them send and takes the time. It reports whether
// all is in the log, as far as there is one.
func (r *run) load(ctx context.Context) (logged bool, err error) {
	if r.clients, err = connect(r.server.Addr, r.Load); err != nil {
		return false, err
	}
	defer closeAll(r.clients)
	defer context.AfterFunc(ctx, func() { closeAll(r.clients) })()
	processor := processorTime()
	r.start = time.Now()
	unwatch := r.watch()
	logged, err = r.sendAndWait(ctx)
	r.result.Sender = processorTime() - processor
	unwatch()
	r.lastSample()
	return logged, err
}

// sendAndWait sends the load and waits until the server has all of it.
func (r *run) sendAndWait(ctx context.Context) (logged bool, err error) {
	if err := r.together((*client).send); err != nil {
		return false, r.server.Reason(err)
	}
	return r.wait(ctx)
}

// wait waits until the server has all that was sent.
func (r *run) wait(ctx context.Context) (logged bool, err error) {
	if r.server.Log != "" {
		return r.waitForLog(ctx), nil
	}
	err = r.together((*client).waitForEnd)
	r.result.Elapsed = time.Since(r.start)
	return true, err
}

// waitForLog waits until the log has the size that it must have, or does not
// grow any more. Nothing tells of the growth of a file, so it has to look.
func (r *run) waitForLog(ctx context.Context) (complete bool) {
	for size := int64(-1); ctx.Err() == nil; time.Sleep(pollPeriod) {
		now := time.Since(r.start)
		logged := r.logged()
		if logged != size {
			size, r.result.Elapsed = logged, now
		} else if now-r.result.Elapsed > r.Patience/10 {
			return false
		}
		if size >= r.logSize {
			return true
		}
	}
	return false
}

// logged is how many bytes are in the log. There may be none yet, nor a log.
func (r *run) logged() int64 {
	info, err := os.Stat(r.server.Log)
	if err != nil {
		return 0
	}
	return info.Size()
}

// together has all clients do the same at the same time.
func (r *run) together(do func(*client) error) error {
	done := make(chan error, len(r.clients))
	for _, c := range r.clients {
		go func() { done <- do(c) }()
	}
	var first error
	for range r.clients {
		if err := <-done; err != nil && first == nil {
			first = err
			closeAll(r.clients) // the others must not go on alone
		}
	}
	return first
}

// watch takes samples, and ends the run when the server stands still. It returns a
// function that ends the watch.
func (r *run) watch() (end func()) {
	finish, finished := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(finished)
		ticker := time.NewTicker(samplePeriod)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				r.sample()
			case <-finish:
				return
			}
		}
	}()
	return func() {
		close(finish)
		<-finished
	}
}

// look returns how far the run has come at that time, which is now.
func (r *run) look(at time.Duration) Sample {
	sample := Sample{At: at, Logged: r.logged()}
	for _, c := range r.clients {
		sample.Lines += c.lines()
	}
	return sample
}

// sample takes a sample, for the result and for whoever watches.
func (r *run) sample() {
	sample := r.look(time.Since(r.start))
	r.result.Samples = append(r.result.Samples, sample)
	r.Watch(sample)
	r.stopIfStill(sample)
}

// lastSample makes the end of the run the last sample.
func (r *run) lastSample() {
	late := func(sample Sample) bool { return sample.At >= r.result.Elapsed }
	r.result.Samples = append(slices.DeleteFunc(r.result.Samples, late), r.look(r.result.Elapsed))
}

// stopIfStill ends the run if nothing has happened for too long.
func (r *run) stopIfStill(now Sample) {
	if now.Lines != r.moved.Lines || now.Logged != r.moved.Logged {
		r.moved = now
	}
	if now.At-r.moved.At > r.Patience {
		r.stop(fmt.Errorf("nothing happens any more, after %d lines", now.Lines))
	}
}
