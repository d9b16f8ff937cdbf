package cli

import (
	"context"
	"errors"
	"maps"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"
)

// signalNames are the signals that stop a command, and their names.
var signalNames = map[os.Signal]string{os.Interrupt: "SIGINT", syscall.SIGTERM: "SIGTERM", syscall.SIGHUP: "SIGHUP"}

// stopSignals returns the signals that stop a command. SIGHUP is not one of them
// if it is ignored: what nohup starts must survive its terminal.
func stopSignals() []os.Signal {
	all := slices.Collect(maps.Keys(signalNames))
	if signal.Ignored(syscall.SIGHUP) {
		all = slices.DeleteFunc(all, func(s os.Signal) bool { return s == syscall.SIGHUP })
	}
	return all
}

// repeatTime is how long the first signal counts once if it comes again: timeout(1)
// sends it to its child and then to the process group, which includes the child.
const repeatTime = 100 * time.Millisecond

// isRepeated reports whether sig, which came some time after the first signal, is
// the same one again.
func isRepeated(first, sig os.Signal, after time.Duration) bool {
	return sig == first && after <= repeatTime
}

var errSecondSignal = errors.New("stopped at once by a second signal; numbers not yet written are missing from the log")

// untilStopped runs serve until it ends. The first signal cancels its context, with
// the signal's name as the cause. A stop takes as long as the disk needs; a second
// signal ends the wait for it.
//
// The signals stay handled after it returns: one that comes while the program exits
// must not change its status.
func untilStopped(signals <-chan os.Signal, serve func(context.Context) error) error {
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	served := make(chan error, 1)
	go func() { served <- serve(ctx) }()
	var first os.Signal
	var at time.Time
	for {
		select {
		case err := <-served:
			return err
		case sig := <-signals:
			switch {
			case first == nil:
				first, at = sig, time.Now()
				stop(errors.New(signalNames[sig]))
			case !isRepeated(first, sig, time.Since(at)):
				return errSecondSignal
			}
		}
	}
}

// watchSignals returns a channel of the signals that stop the server, from now until
// the process has ended.
func watchSignals() <-chan os.Signal {
	// A write to a closed pipe or beyond a file size limit then returns an error
	// instead of killing the process.
	signal.Ignore(writeSignals...)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, stopSignals()...)
	return signals
}
