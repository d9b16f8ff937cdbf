package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"numberserver/app/bench/load"
	"numberserver/app/bench/target"
)

// pollPeriod is the time between looks at a log that is nearly complete.
const pollPeriod = 200 * time.Microsecond

// A trial is one run of a program: a server is started, loaded and stopped, and its
// log is checked.
type trial struct {
	program  target.Program
	load     *load.Load
	sent     *load.Set     // the numbers of the load
	folder   string        // for the server's files
	patience time.Duration // how long the server may take to start, to stop or to go on
	watch    func(sample)  // gets every sample at once
	say      func(string)  // gets what is being done
}

// A result is the figures of a trial.
type result struct {
	elapsed time.Duration // from the first byte sent until the last line is in the log
	sending time.Duration // processor time of the clients
	usage   target.Usage
	samples []sample
	lone    *hdrhistogram.Histogram // nanoseconds until a lone line is in the log, nil if unknown
}

// A sample is how far a run has come.
type sample struct {
	at     time.Duration // since the first byte was sent
	lines  int           // sent by all clients
	logged int64         // bytes in the log
}

// run runs the trial. It leaves neither a process nor a file behind.
func (t trial) run(ctx context.Context) (*result, error) {
	folder, err := os.MkdirTemp(t.folder, "numberserver-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)

	measured, err := t.startAndMeasure(ctx, stop, folder)
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.program.Name(), err)
	}
	return measured, nil
}

func (t trial) startAndMeasure(ctx context.Context, stop context.CancelCauseFunc, folder string) (*result, error) {
	server, err := t.program.Start(ctx, folder, t.patience)
	if err != nil {
		return nil, err
	}
	defer server.Kill()
	return t.measure(ctx, stop, server)
}

// measure loads the server, stops it and checks its log.
func (t trial) measure(ctx context.Context, stop context.CancelCauseFunc, server *target.Server) (*result, error) {
	expected, err := t.expected(ctx, server.Log)
	if err != nil {
		return nil, err
	}
	fullSize := expected.LogSize()
	r := &loadRun{trial: t, server: server, logSize: fullSize - loneLogSize(t.load), stop: stop}
	logged, err := r.load(ctx)
	if err != nil {
		return nil, err
	}
	t.say("sending lone lines")
	lone := &loneRun{trial: t, server: server, logSize: fullSize}
	if r.result.lone, err = lone.run(ctx, logged && expected == t.sent); err != nil {
		return nil, err
	}
	t.say("stopping the server")
	r.result.usage, err = server.Stop(t.patience)
	if err != nil {
		return nil, err
	}
	if !logged {
		r.result.elapsed += r.result.usage.Exit // the rest was written while it stopped
	}
	t.say("checking the log")
	err = withLog(ctx, server.Log, func(log io.Reader) error { return load.CheckLog(log, expected) })
	return &r.result, server.ExplainLog(err)
}

// expected returns the numbers that the log must hold in the end: those that are sent
// and those that a running server has logged before.
func (t trial) expected(ctx context.Context, log string) (*load.Set, error) {
	info, err := os.Stat(log)
	if err != nil || info.Size() == 0 {
		return t.sent, nil // no log, or nothing in it
	}
	expected := t.sent.Clone()
	return expected, withLog(ctx, log, expected.AddLog)
}

// waitForLog waits until the log at path has a size and reports whether it has, or
// gives up when the log stays the same. It polls, as the system does not notify of every
// write. It also returns when the log grew for the last time.
func (t trial) waitForLog(ctx context.Context, path string, size int64) (complete bool, grown time.Time) {
	for last := int64(-1); ctx.Err() == nil; time.Sleep(pollPeriod) {
		now, logged := time.Now(), sizeOf(path)
		if logged != last {
			last, grown = logged, now
		} else if now.Sub(grown) > t.maxQuiet() {
			return false, grown
		}
		if logged >= size {
			return true, grown
		}
	}
	return false, grown
}

// maxQuiet is how long a log may stay the same before the rest is expected only when
// the server stops.
func (t trial) maxQuiet() time.Duration { return min(2*time.Second, t.patience/10) }

// sizeOf is the size of the file at path, 0 if there is none.
func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// withLog calls do with the log at path, unless that is "". Reading fails when ctx is
// done.
func withLog(ctx context.Context, path string, do func(io.Reader) error) error {
	if path == "" {
		return nil
	}
	log, err := os.Open(path)
	if err != nil {
		return err
	}
	defer log.Close()
	defer context.AfterFunc(ctx, func() { log.Close() })()
	return do(log)
}
