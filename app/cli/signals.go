package cli

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"numberserver/app"
)

// repeatTime is how long the first signal counts once if it comes again: timeout(1)
// sends it to its child and then to the process group, which includes the child.
const repeatTime = 100 * time.Millisecond

// A signalWatch reports the signals that stop the server.
type signalWatch struct {
	first  context.Context // done at the first signal
	second <-chan struct{} // closed at the second signal
	stop   func()          // ends the watch
}

// watchSignals starts to handle the stop signals.
func watchSignals() signalWatch {
	// A write to a closed pipe or beyond a file size limit then returns an error
	// instead of killing the process.
	signal.Ignore(writeSignals...)

	received := make(chan os.Signal, 2)
	signal.Notify(received, stopSignals()...)
	first, cancel := context.WithCancel(context.Background())
	second, ended := make(chan struct{}), make(chan struct{})
	go func() { // ends with the second signal, or with stop
		var got os.Signal
		var at time.Time
		for {
			select {
			case <-ended:
				return
			case sig := <-received:
				switch {
				case got == nil:
					got, at = sig, time.Now()
					cancel()
				case !isRepeated(got, sig, time.Since(at)):
					close(second)
					return
				}
			}
		}
	}()
	return signalWatch{first: first, second: second, stop: func() {
		signal.Stop(received)
		close(ended)
		cancel()
	}}
}

// isRepeated reports whether sig is the first signal once more, so long after it.
func isRepeated(first, sig os.Signal, after time.Duration) bool {
	return sig == first && after <= repeatTime
}

// stopSignals returns the signals that stop a command. SIGHUP is not one of them
// if it is ignored: what nohup starts must survive its terminal.
func stopSignals() []os.Signal {
	if !signal.Ignored(syscall.SIGHUP) {
		return app.StopSignals
	}
	return slices.DeleteFunc(slices.Clone(app.StopSignals), func(s os.Signal) bool { return s == syscall.SIGHUP })
}
