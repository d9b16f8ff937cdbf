package steps

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/cucumber/godog"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app"
	"numberserver/app/cli"
)

func initializeServerSteps(scenario *godog.ScenarioContext) {
	scenario.Given(`^a running server$`, aRunningServer)
	scenario.Given(`^a running server that resumes the log$`, aRunningServerThatResumes)
	scenario.Given(`^a server that was started from the command line$`, aServerFromTheCommandLine)
	scenario.Given(`^an idle timeout of "([^"]*)"$`, anIdleTimeout)
	scenario.When(`^the server is started$`, theServerIsStarted)
	scenario.When(`^a server that resumes the log is started$`, aServerIsStartedThatResumes)
	scenario.When(`^a second server is started with the same log$`, aSecondServerIsStarted)
	scenario.When(`^a second server is started on another port with the same log$`, aSecondServerIsStartedElsewhere)
	scenario.When(`^the server is stopped$`, theServerIsStopped)
	scenario.When(`^the server gets the signal (SIG[A-Z]+)$`, theServerGetsTheSignal)
	scenario.Then(`^it fails with "([^"]*)"$`, itFailsWith)
	scenario.Then(`^the server stops cleanly$`, theServerStopsCleanly)
	scenario.Then(`^the server fails with "([^"]*)"$`, theServerFailsWith)
	scenario.Then(`^the server is running$`, theServerIsRunning)
	scenario.Then(`^the port is closed$`, thePortIsClosed)
}

// start starts a server. If it cannot start, w.err says why.
func (w *world) start(ctx context.Context) {
	w.server, w.err = app.Listen(w.settings)
	if w.err != nil {
		return
	}
	ctx, w.stop = context.WithCancel(ctx)
	w.stopped = make(chan struct{})
	go func() {
		defer close(w.stopped)
		w.err = w.server.Serve(ctx)
	}()
}

func (w *world) hasStopped() bool {
	select {
	case <-w.stopped:
		return true
	default:
		return false
	}
}

func (w *world) waitForStop() error {
	select {
	case <-w.stopped:
		return nil
	case <-time.After(patience):
		return errors.New("the server does not stop")
	}
}

func aRunningServer(ctx context.Context) error {
	w := worldOf(ctx)
	w.start(ctx)
	return w.err
}

func aRunningServerThatResumes(ctx context.Context) error {
	worldOf(ctx).settings.Resume = true
	return aRunningServer(ctx)
}

// aServerFromTheCommandLine starts a server as main does, so that the program's own
// handlers receive the signals.
func aServerFromTheCommandLine(ctx context.Context) error {
	w := worldOf(ctx)
	messages := gbytes.NewBuffer()
	w.stopped = make(chan struct{})
	go func() {
		defer close(w.stopped)
		if status := cli.Main([]string{"serve", "--log", w.settings.Log}, cli.Streams{Out: w.output, Err: messages}); status != 0 {
			w.err = fmt.Errorf("the server ended with status %d and says %q", status, messages.Contents())
		}
	}()
	w.cleanUp = append(w.cleanUp, func() { _ = w.stopFromTheCommandLine(ctx) })
	return says(messages, "listening on")
}

// stopFromTheCommandLine stops that server, unless it has stopped.
func (w *world) stopFromTheCommandLine(ctx context.Context) error {
	if w.hasStopped() {
		return nil
	}
	if err := theServerGetsTheSignal(ctx, "SIGTERM"); err != nil {
		return err
	}
	return w.waitForStop()
}

func anIdleTimeout(ctx context.Context, timeout string) (err error) {
	worldOf(ctx).settings.IdleTimeout, err = time.ParseDuration(timeout)
	return err
}

func aServerIsStartedThatResumes(ctx context.Context) error {
	worldOf(ctx).settings.Resume = true
	return theServerIsStarted(ctx)
}

func theServerIsStarted(ctx context.Context) error {
	worldOf(ctx).start(ctx)
	return nil
}

func aSecondServerIsStarted(ctx context.Context) error {
	w := worldOf(ctx)
	_, w.err = app.Listen(w.settings)
	return nil
}

func aSecondServerIsStartedElsewhere(ctx context.Context) error {
	worldOf(ctx).settings.Addr = "localhost:0"
	return aSecondServerIsStarted(ctx)
}

func theServerIsStopped(ctx context.Context) error {
	w := worldOf(ctx)
	if err := w.allNumbersCount(); err != nil {
		return err
	}
	w.stop()
	return w.waitForStop()
}

func theServerGetsTheSignal(ctx context.Context, name string) error {
	signals := map[string]os.Signal{"SIGINT": syscall.SIGINT, "SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP}
	sig, known := signals[name]
	if !known {
		return fmt.Errorf("no such signal: %s", name)
	}
	// The test process must survive a server that does not handle the signal.
	ignored := make(chan os.Signal, 1)
	signal.Notify(ignored, sig)
	w := worldOf(ctx)
	w.cleanUp = append(w.cleanUp, func() { signal.Stop(ignored) })
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	return self.Signal(sig)
}

func itFailsWith(ctx context.Context, reason string) error {
	w := worldOf(ctx)
	if w.err == nil || !strings.Contains(w.err.Error(), reason) {
		return fmt.Errorf("it says %v", w.err)
	}
	w.err = nil // as it should be
	return nil
}

func theServerStopsCleanly(ctx context.Context) error {
	w := worldOf(ctx)
	if err := w.waitForStop(); err != nil {
		return err
	}
	return w.err
}

func theServerFailsWith(ctx context.Context, reason string) error {
	if err := worldOf(ctx).waitForStop(); err != nil {
		return err
	}
	return itFailsWith(ctx, reason)
}

func theServerIsRunning(ctx context.Context) error {
	if worldOf(ctx).hasStopped() {
		return errors.New("the server has stopped")
	}
	return nil
}

func thePortIsClosed(context.Context) error {
	conn, err := net.Dial("tcp", port4000)
	if err != nil {
		return nil
	}
	_ = conn.Close()
	return errors.New("the port still answers")
}
