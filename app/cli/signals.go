package cli

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"numberserver/app"
)

// signals tells of the signals that stop the server.
type signals struct {
	first  context.Context // done with the first one
	second <-chan struct{} // closed with the second one
	stop   func()          // ends the watch
}

// watchSignals takes over the signals. SIGHUP it leaves alone where it is
// ignored: whoever starts the server with nohup wants it to outlive the terminal.
func watchSignals() signals {
	// Whoever stops reading the output must not stop the server, and a log that
	// may not grow is for the writer to report.
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
		for _, tell := range []func(){cancel, func() { close(second) }} {
			select {
			case <-received:
				tell()
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
