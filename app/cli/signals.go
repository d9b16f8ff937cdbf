package cli

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"numberserver/app"
)

// signals reports the signals that stop the server.
type signals struct {
	first  context.Context // done at the first signal
	second <-chan struct{} // closed at the second signal
	stop   func()          // ends the watch
}

// watchSignals starts to handle the stop signals. It leaves SIGHUP alone if it is
// ignored: a server started with nohup must survive its terminal.
func watchSignals() signals {
	// A write to a closed pipe or beyond a file size limit then returns an error
	// instead of killing the process.
	signal.Ignore(writeSignals...)

	stopSignals := slices.Clone(app.StopSignals)
	if signal.Ignored(syscall.SIGHUP) {
		stopSignals = slices.DeleteFunc(stopSignals, func(s os.Signal) bool { return s == syscall.SIGHUP })
	}
	received := make(chan os.Signal, 2)
	signal.Notify(received, stopSignals...)

	first, cancel := context.WithCancel(context.Background())
	second, ended := make(chan struct{}), make(chan struct{})
	go func() {
		for _, report := range []func(){cancel, func() { close(second) }} {
			select {
			case <-received:
				report()
			case <-ended:
				return
			}
		}
	}()
	return signals{first: first, second: second, stop: func() {
		signal.Stop(received)
		close(ended)
		cancel()
	}}
}
