package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"numberserver/app/bench/target"
)

// samplePeriod is the time between samples.
const samplePeriod = 50 * time.Millisecond

// A loadRun is the part of a trial that is timed.
type loadRun struct {
	trial
	server  *target.Server
	logSize int64                   // size of the log after the load
	stop    context.CancelCauseFunc // ends the run with a reason

	clients  []*client
	start    time.Time
	progress sample // the last sample that differed from the one before
	result   result
}

// load connects the clients, has them send and takes the time. It reports whether
// the log is complete, if there is one.
func (r *loadRun) load(ctx context.Context) (logged bool, err error) {
	if r.clients, err = connect(r.server.Addr, r.trial.load); err != nil {
		return false, err
	}
	defer closeAll(r.clients)
	defer context.AfterFunc(ctx, func() { closeAll(r.clients) })()
	processor := processorTime()
	r.start = time.Now()
	stopSampling := r.startSampling()
	logged, err = r.sendAndWait(ctx)
	r.result.sending = processorTime() - processor
	stopSampling()
	r.lastSample()
	return logged, err
}

// sendAndWait sends the load and waits until the server has all of it.
func (r *loadRun) sendAndWait(ctx context.Context) (logged bool, err error) {
	if err := r.together((*client).send); err != nil {
		return false, r.server.Explain(err)
	}
	if r.server.Log != "" {
		complete, grown := r.waitForLog(ctx, r.server.Log, r.logSize)
		r.result.elapsed = grown.Sub(r.start)
		return complete, nil
	}
	err = r.together((*client).waitForEnd)
	r.result.elapsed = time.Since(r.start)
	return true, err
}

// together calls do for all clients at the same time and returns the first error.
func (r *loadRun) together(do func(*client) error) error {
	done := make(chan error, len(r.clients))
	for _, c := range r.clients {
		go func() { done <- do(c) }()
	}
	var first error
	for range r.clients {
		if err := <-done; err != nil && first == nil {
			first = err
			closeAll(r.clients) // ends the others
		}
	}
	return first
}

// startSampling takes a sample every samplePeriod until the returned function is
// called.
func (r *loadRun) startSampling() (stop func()) {
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		ticker := time.NewTicker(samplePeriod)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				r.takeSample()
			case <-done:
				return
			}
		}
	}()
	return func() {
		close(done)
		<-stopped
	}
}

// sampleAt returns how far the run has come; at is now.
func (r *loadRun) sampleAt(at time.Duration) sample {
	s := sample{at: at, logged: sizeOf(r.server.Log)}
	for _, c := range r.clients {
		s.lines += c.lines()
	}
	return s
}

// takeSample records a sample. It ends the run if there is no progress.
func (r *loadRun) takeSample() {
	now := r.sampleAt(time.Since(r.start))
	r.result.samples = append(r.result.samples, now)
	r.watch(now)
	if now.lines != r.progress.lines || now.logged != r.progress.logged {
		r.progress = now
	}
	if now.at-r.progress.at > r.patience {
		r.stop(fmt.Errorf("no progress for %v, after %d lines", r.patience, now.lines))
	}
}

// lastSample makes the end of the run the last sample.
func (r *loadRun) lastSample() {
	late := func(s sample) bool { return s.at >= r.result.elapsed }
	r.result.samples = append(slices.DeleteFunc(r.result.samples, late), r.sampleAt(r.result.elapsed))
}
