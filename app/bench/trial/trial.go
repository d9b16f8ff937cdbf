// Package trial is one run of a benchmark: a server is started, loaded, stopped
// and what it has logged is checked.
package trial

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"numberserver/app/bench/check"
	"numberserver/app/bench/load"
	"numberserver/app/bench/target"
)

// A Trial says what is run.
type Trial struct {
	Program  target.Program
	Load     *load.Load
	Sent     *check.Set    // the numbers of the load
	Folder   string        // takes the server's files while it runs
	Patience time.Duration // how long a server may stand still
	Watch    func(Sample)  // gets every sample at once
	Say      func(string)  // gets what goes on besides
}

// A Result is what a run has shown.
type Result struct {
	Elapsed time.Duration // from the first byte sent to the last line in the log
	Sender  time.Duration // processor time that it took to send
	Usage   target.Usage
	Samples []Sample
}

// A Sample is how far a run has come.
type Sample struct {
	At     time.Duration // since the first byte was sent
	Lines  int           // sent so far, by all clients
	Logged int64         // bytes in the log
}

// Run runs the trial. In the end nothing is left of it: no process, no file.
func (t Trial) Run(ctx context.Context) (*Result, error) {
	folder, err := os.MkdirTemp(t.Folder, "numberserver-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)

	result, err := t.start(ctx, stop, folder)
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Program.Name(), err)
	}
	return result, nil
}

// start starts a server with its files in folder and measures it.
func (t Trial) start(ctx context.Context, stop context.CancelCauseFunc, folder string) (*Result, error) {
	server, err := t.Program.Start(ctx, folder)
	if err != nil {
		return nil, err
	}
	defer server.Kill()
	return t.measure(ctx, stop, server)
}

// measure loads the server, stops it and checks its log.
func (t Trial) measure(ctx context.Context, stop context.CancelCauseFunc, server *target.Server) (*Result, error) {
	expected, err := t.expected(ctx, server.Log)
	if err != nil {
		return nil, err
	}
	r := &run{Trial: t, server: server, logSize: expected.LogSize(), stop: stop}
	logged, err := r.load(ctx)
	if err != nil {
		return nil, err
	}
	t.Say("stopping the server")
	r.result.Usage, err = server.Stop()
	if err != nil {
		return nil, err
	}
	if !logged {
		// What it kept back, it has written before it ended.
		r.result.Elapsed += r.result.Usage.Exit
	}
	t.Say("checking the log")
	err = withLog(ctx, server.Log, func(log io.Reader) error { return check.Log(log, expected) })
	return &r.result, server.Blame(err)
}

// expected returns the numbers that must be in the log in the end: what is sent,
// and what is there already if the server was running before.
func (t Trial) expected(ctx context.Context, log string) (*check.Set, error) {
	info, err := os.Stat(log)
	if err != nil || info.Size() == 0 {
		return t.Sent, nil // there is no log, or nothing in it yet
	}
	expected := t.Sent.Clone()
	return expected, withLog(ctx, log, expected.AddLog)
}

// withLog does something with the log at path, unless that is "". It is cut short
// when ctx is done.
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
