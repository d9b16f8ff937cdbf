package steps

import (
	"context"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/cucumber/godog"
	. "github.com/onsi/gomega"

	"numberserver/app"
)

func (w *world) registerServerSteps(scenario *godog.ScenarioContext) {
	scenario.Given(`^a running server$`, w.aRunningServer)
	scenario.Given(`^a running server that resumes the log$`, w.aRunningServerThatResumes)
	scenario.Given(`^a server that was started from the command line$`, w.aServerFromTheCommandLine)
	scenario.Given(`^an idle timeout of "([^"]*)"$`, w.anIdleTimeout)
	scenario.When(`^the server is started$`, w.theServerIsStarted)
	scenario.When(`^a server that resumes the log is started$`, w.aServerIsStartedThatResumes)
	scenario.When(`^a second server is started with the same log$`, w.aSecondServerIsStarted)
	scenario.When(`^a second server is started on another port with the same log$`, w.aSecondServerIsStartedElsewhere)
	scenario.When(`^the server is stopped$`, w.theServerIsStopped)
	scenario.When(`^the (?:server|sender) gets the signal (SIG[A-Z]+)$`, w.thisProcessGetsTheSignal)
	scenario.Then(`^it fails with "([^"]*)"$`, w.itFailsWith)
	scenario.Then(`^the server stops cleanly$`, w.theServerStopsCleanly)
	scenario.Then(`^the server fails with "([^"]*)"$`, w.theServerFailsWith)
	scenario.Then(`^the server is running$`, w.theServerIsRunning)
	scenario.Then(`^the port is closed$`, w.thePortIsClosed)
}

// theServerIsStarted starts a server. If it cannot start, w.err says why.
func (w *world) theServerIsStarted() {
	w.server, w.err = app.Listen(context.Background(), w.settings)
	if w.err != nil {
		return
	}
	var ctx context.Context
	ctx, w.stop = context.WithCancel(context.Background())
	w.stopped = make(chan struct{})
	go func() {
		defer close(w.stopped)
		w.err = w.server.Serve(ctx)
	}()
}

func (w *world) aRunningServer() {
	w.theServerIsStarted()
	Expect(w.server).NotTo(BeNil(), "%v", w.err)
}

func (w *world) aRunningServerThatResumes() {
	w.settings.Resume = true
	w.aRunningServer()
}

// aServerFromTheCommandLine starts a server as main does, so that the program's own
// handlers receive the signals.
func (w *world) aServerFromTheCommandLine() {
	r := newRun()
	r.out = w.output
	r.start("serve", "--log", w.settings.Log)
	w.stopped = r.ended
	w.cleanUp = append(w.cleanUp, func() {
		if !isClosed(r.ended) {
			w.thisProcessGetsTheSignal("SIGTERM")
		}
		r.hasEndedAsItShould()
	})
	says(r.err, "listening on")
}

func (w *world) anIdleTimeout(timeout string) {
	var err error
	w.settings.IdleTimeout, err = time.ParseDuration(timeout)
	Expect(err).NotTo(HaveOccurred())
}

func (w *world) aServerIsStartedThatResumes() {
	w.settings.Resume = true
	w.theServerIsStarted()
}

func (w *world) aSecondServerIsStarted() { _, w.err = app.Listen(context.Background(), w.settings) }

func (w *world) aSecondServerIsStartedElsewhere() {
	w.settings.Addr = "localhost:0"
	w.aSecondServerIsStarted()
}

func (w *world) theServerIsStopped() {
	w.allNumbersCount()
	w.stop()
	w.hasStopped()
}

func (w *world) hasStopped() { Eventually(w.stopped).Should(BeClosed(), "the server stops") }

// thisProcessGetsTheSignal signals the server and the sender, which run in this
// process. It survives if they do not handle the signal.
func (w *world) thisProcessGetsTheSignal(name string) {
	signals := map[string]os.Signal{"SIGINT": syscall.SIGINT, "SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP}
	Expect(signals).To(HaveKey(name))
	unhandled := make(chan os.Signal, 1)
	signal.Notify(unhandled, signals[name])
	w.cleanUp = append(w.cleanUp, func() { signal.Stop(unhandled) })
	self, err := os.FindProcess(os.Getpid())
	Expect(err).NotTo(HaveOccurred())
	Expect(self.Signal(signals[name])).To(Succeed())
}

func (w *world) itFailsWith(reason string) {
	Expect(w.err).To(MatchError(ContainSubstring(reason)))
	w.err = nil // as it should be
}

func (w *world) theServerStopsCleanly() {
	w.hasStopped()
	Expect(w.err).NotTo(HaveOccurred())
}

func (w *world) theServerFailsWith(reason string) {
	w.hasStopped()
	w.itFailsWith(reason)
}

func (w *world) theServerIsRunning() {
	Expect(isClosed(w.stopped)).To(BeFalse(), "the server has stopped")
}

func (w *world) thePortIsClosed() {
	_, err := net.Dial("tcp", port4000)
	Expect(err).To(MatchError(ContainSubstring("refused")))
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
