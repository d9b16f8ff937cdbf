package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/sync/errgroup"

	"numberserver/app/bench/load"
	"numberserver/app/bench/target"
)

// pollPeriod is the time between looks at a log that is nearly complete.
const pollPeriod = 200 * time.Microsecond

// A trial is one run of a program: a server is started, loaded and stopped, and its
// log is checked.
type trial struct {
	settings *settings
	program  program
	load     *load.Load
	bar      *progressbar.ProgressBar
}

// A result is the figures of a trial.
type result struct {
	elapsed time.Duration // from the first byte sent until the last line is in the log
	usage   target.Usage
	lone    []time.Duration // from the write of each lone line until it is in the log, the shortest first
}

// run runs the trial. It leaves neither a process nor a file behind.
func (t trial) run(ctx context.Context) (result, error) {
	folder, err := os.MkdirTemp("", "numberserver-bench-")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(folder)
	server := &target.Server{Addr: t.settings.Addr, Log: t.settings.Log}
	if t.program.command != "" {
		server, err = target.Start(ctx, t.program.command, folder, t.settings.Patience)
		if err != nil {
			return result{}, err
		}
		defer server.Kill()
	}
	if t.program.name == sinkName {
		server.Log = "" // it has none
	}
	r, err := t.measure(ctx, server)
	return r, server.Explain(err)
}

// measure loads the server, stops it and checks its log.
func (t trial) measure(ctx context.Context, server *target.Server) (r result, err error) {
	start := time.Now()
	clients, sending := errgroup.WithContext(ctx)
	for client := range t.load.Clients {
		clients.Go(func() error { return t.send(sending, server, client) })
	}
	if err := clients.Wait(); errors.Is(err, os.ErrDeadlineExceeded) {
		return r, fmt.Errorf("no progress for %v", t.settings.Patience)
	} else if err != nil {
		return r, fmt.Errorf("a client's connection failed: %w", err)
	}
	logged, end := true, time.Now()
	if server.Log != "" {
		logged, end = t.waitForLog(ctx, server.Log)
	}
	r.elapsed = end.Sub(start)
	if t.load.Lone > 0 && server.Log != "" {
		t.say("sending lone lines")
		if r.lone, err = t.sendLone(ctx, server, logged); err != nil {
			return r, err
		}
	}
	t.say("stopping the server")
	if r.usage, err = server.Stop(t.settings.Patience); err != nil {
		return r, err
	}
	if !logged {
		r.elapsed += r.usage.Exit // the rest was written while it stopped
	}
	return r, t.checkLog(ctx, server.Log)
}

// say shows what is being done.
func (t trial) say(what string) { t.bar.Describe(t.program.name + ": " + what) }

// waitForLog waits until the log at path has all lines but the lone ones and reports
// whether it has, or gives up when the log stays the same. It polls, as the system does
// not notify of every write. It also returns when the log grew for the last time.
func (t trial) waitForLog(ctx context.Context, path string) (complete bool, grown time.Time) {
	for last := int64(-1); ctx.Err() == nil; time.Sleep(pollPeriod) {
		now, size := time.Now(), sizeOf(path)
		if size != last {
			last, grown = size, now
		}
		if size >= t.load.LogSize || now.Sub(grown) > t.maxQuiet() {
			return size >= t.load.LogSize, grown
		}
	}
	return false, grown
}

// maxQuiet is how long a log may stay the same before the rest is expected only when
// the server stops.
func (t trial) maxQuiet() time.Duration { return min(2*time.Second, t.settings.Patience/10) }

// checkLog checks the log at path, unless that is "". It fails when ctx is done.
func (t trial) checkLog(ctx context.Context, path string) error {
	if path == "" {
		return nil
	}
	t.say("checking the log")
	log, err := os.Open(path)
	if err != nil {
		return err
	}
	defer log.Close()
	defer context.AfterFunc(ctx, func() { _ = log.Close() })()
	return t.load.CheckLog(log)
}

// sizeOf is the size of the file at path, 0 if there is none.
func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
