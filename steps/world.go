// Package steps defines the steps of features/. They run a real server on port 4000
// in this process and check its log, its output and its connections. The only thing
// they ask the server itself is how many numbers it has counted.
package steps

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app"
)

// patience is how long a step waits for what should happen at once. After the first
// failure it is a second, so that a server with a fault does not take minutes to test.
var patience = 10 * time.Second

// scenarioLimit is how long a scenario may take.
const scenarioLimit = 40 * time.Second

// A world is the state of one scenario. Its methods are the steps. They assert with
// Gomega, so a step that returns has succeeded.
type world struct {
	folder   string       // holds the log and goes with the scenario
	settings app.Settings // of the servers to be started
	cleanUp  []func()     // called when the scenario ends

	server  *app.Server
	stop    func()        // stops the server, as a signal does
	stopped chan struct{} // closed when the server has stopped
	err     error         // why the server failed, or did not start
	output  *gbytes.Buffer
	ticks   chan time.Time // a report is printed at each

	run     *run // the command that a user runs
	clients map[string]*client
	numbers uint64 // how many numbers the clients have sent
	logged  func() // checks once more what the last step said about the log
}

// InitializeScenario registers all steps. godog calls it for every scenario, so each
// has a world of its own.
func InitializeScenario(scenario *godog.ScenarioContext) {
	w := newWorld()
	scenario.Before(func(ctx context.Context, s *godog.Scenario) (context.Context, error) {
		return ctx, w.begin(ctx, s.Name)
	})
	scenario.StepContext().Before(func(ctx context.Context, step *godog.Step) (context.Context, error) {
		if step.Type != messages.PickleStepType_OUTCOME { // it may change the log
			w.logged = nil
		}
		return ctx, nil
	})
	scenario.After(func(ctx context.Context, _ *godog.Scenario, failure error) (context.Context, error) {
		failures := InterceptGomegaFailures(w.end)
		if failure != nil || len(failures) > 0 {
			patience = time.Second
		}
		if len(failures) > 0 {
			return ctx, errors.New(strings.Join(failures, "\n"))
		}
		return ctx, nil
	})
	w.registerServerSteps(scenario)
	w.registerClientSteps(scenario)
	w.registerLogSteps(scenario)
	w.registerReportSteps(scenario)
	w.registerDiskSteps(scenario)
	w.registerFileSteps(scenario)
	w.registerSendSteps(scenario)
}

// newWorld returns a world whose servers have the required settings, except that
// the steps decide when a report is due.
func newWorld() *world {
	w := &world{
		settings: app.Defaults(),
		output:   gbytes.NewBuffer(),
		ticks:    make(chan time.Time),
		run:      newRun(),
		clients:  make(map[string]*client),
	}
	w.settings.Reports = w.output
	w.settings.Ticks = w.ticks
	return w
}

// begin prepares Gomega, a folder for the log, and the scenario's time limit.
func (w *world) begin(ctx context.Context, name string) (err error) {
	RegisterFailHandler(func(message string, _ ...int) {
		godog.T(ctx).Error(message)
		godog.T(ctx).FailNow()
	})
	SetDefaultEventuallyTimeout(patience)
	if signal.Ignored(syscall.SIGHUP) { // under nohup, where the server would ignore it
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	limit := time.AfterFunc(scenarioLimit, func() { panic(fmt.Sprintf("%s: this takes more than %v", name, scenarioLimit)) })
	w.cleanUp = append(w.cleanUp, func() { limit.Stop() })
	w.folder, err = os.MkdirTemp("", "numberserver")
	w.settings.Log = filepath.Join(w.folder, "numbers.log")
	return err
}

// end stops the server and the command, checks what no step has checked, and removes
// the files of the scenario.
func (w *world) end() {
	for _, c := range w.clients {
		_ = c.conn.Close()
	}
	for _, cleanUp := range w.cleanUp {
		cleanUp()
	}
	if w.server != nil {
		w.stop()
		Eventually(w.stopped).Should(BeClosed(), "the server stops")
	}
	Expect(w.err).NotTo(HaveOccurred())
	w.run.hasEndedAsItShould()
	if w.logged != nil {
		w.logged()
	}
	Expect(os.RemoveAll(w.folder)).To(Succeed())
}
