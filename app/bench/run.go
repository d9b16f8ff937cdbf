package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"numberserver/app/bench/target"
)

const (
	// samplePeriod is the time between samples.
	samplePeriod = 50 * time.Millisecond
	// pollPeriod is the time between looks at a log that is nearly complete.
	pollPeriod = 200 * time.Microsecond
	// maxQuiet is how long a log may at most stay the same before the rest is
	// expected only when the server stops.
	maxQuiet = 2 * time.Second
)

// A loadRun is the part of a trial that is timed.
type loadRun struct {
	trial
	server  *target.Server
	logSize int64                   // size of the complete log
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
		return r.waitForLog(ctx), nil
	}
	err = r.together((*client).waitForEnd)
	r.result.elapsed = time.Since(r.start)
	return true, err
}

// waitForLog waits until the log is complete and reports whether it is, or gives up
// when the log stays the same. It polls, as the system does not notify of every write.
func (r *loadRun) waitForLog(ctx context.Context) (complete bool) {
	quiet := min(maxQuiet, r.patience/10)
	for size := int64(-1); ctx.Err() == nil; time.Sleep(pollPeriod) {
		now := time.Since(r.start)
		if logged := r.logged(); logged != size {
			size, r.result.elapsed = logged, now
		} else if now-r.result.elapsed > quiet {
			return false
		}
		if size >= r.logSize {
			return true
		}
	}
	return false
}

// logged is how many bytes are in the log, which may not exist yet.
func (r *loadRun) logged() int64 {
	info, err := os.Stat(r.server.Log)
	if err != nil {
		return 0
	}
	return info.Size()
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
	s := sample{at: at, logged: r.logged()}
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
