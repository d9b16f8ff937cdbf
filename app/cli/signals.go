package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// stopSignals are the signals that stop a command, and their names.
var stopSignals = map[os.Signal]string{os.Interrupt: "SIGINT", syscall.SIGTERM: "SIGTERM", syscall.SIGHUP: "SIGHUP"}

// WatchSignals returns a channel of the signals that stop a command. They stay
// handled until the process has ended: one that comes while it exits must not change
// its status. SIGHUP is left alone if it is ignored: what nohup starts must survive
// its terminal.
func WatchSignals() chan os.Signal {
	signals := make(chan os.Signal, 2)
	for sig := range stopSignals {
		if sig != syscall.SIGHUP || !signal.Ignored(sig) {
			signal.Notify(signals, sig)
		}
	}
	return signals
}

// repeatTime is how long the first signal counts once if it comes again: timeout(1)
// sends it to its child and then to the process group, which includes the child.
const repeatTime = 100 * time.Millisecond

var errSecondSignal = errors.New("stopped at once by a second signal; numbers may be missing from the log")

// untilStopped runs a command until it ends. The first signal cancels its context,
// with the signal's name as the cause. A stop takes as long as the disk needs; a
// second signal ends the wait for it.
func untilStopped(signals <-chan os.Signal, run func(context.Context) error) error {
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	var first os.Signal
	var at time.Time
	for {
		select {
		case err := <-ended:
			return err
		case sig := <-signals:
			switch {
			case first == nil:
				first, at = sig, time.Now()
				stop(errors.New(stopSignals[sig]))
			case sig != first || time.Since(at) > repeatTime:
				return errSecondSignal
			}
		}
	}
}
