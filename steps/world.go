// Package steps defines the steps of features/. They run a real server on port 4000
// in this process and check its log, its output and its connections. The only thing
// they ask the server itself is how many numbers it has counted.
package steps

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/cucumber/godog"
	"github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app"
)

// patience is how long a step waits for something that should happen at once.
const patience = 10 * time.Second

// A world is the state of one scenario.
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
	numbers uint64 // how many number lines the clients have sent
}

type worldKey struct{}

func worldOf(ctx context.Context) *world { return ctx.Value(worldKey{}).(*world) }

// A registrar registers a step with a role: scenario.Given, When or Then. A step
// with two roles is registered twice.
type registrar = func(expr, step any)

// InitializeScenario registers all steps and gives every scenario a new world.
func InitializeScenario(scenario *godog.ScenarioContext) {
	scenario.Before(func(ctx context.Context, _ *godog.Scenario) (context.Context, error) {
		folder, err := os.MkdirTemp("", "numberserver")
		return context.WithValue(ctx, worldKey{}, newWorld(folder)), err
	})
	scenario.After(func(ctx context.Context, _ *godog.Scenario, err error) (context.Context, error) {
		return ctx, errors.Join(err, worldOf(ctx).end())
	})
	initializeServerSteps(scenario)
	initializeClientSteps(scenario)
	initializeLogSteps(scenario)
	initializeReportSteps(scenario)
	initializeDiskSteps(scenario)
	initializeFileSteps(scenario)
	initializeSendSteps(scenario)
}

// newWorld returns a world whose servers have the required settings, except that
// the log is in folder and the steps decide when a report is due.
func newWorld(folder string) *world {
	w := &world{
		folder:   folder,
		settings: app.Defaults(),
		output:   gbytes.NewBuffer(),
		ticks:    make(chan time.Time),
		run:      newRun(),
		clients:  make(map[string]*client),
	}
	w.settings.Log = filepath.Join(folder, "numbers.log")
	w.settings.Reports = w.output
	w.settings.Ticks = w.ticks
	return w
}

// end stops the server and the command and removes the files of the scenario.
func (w *world) end() error {
	for _, c := range w.clients {
		_ = c.conn.Close()
	}
	for _, cleanUp := range w.cleanUp {
		cleanUp()
	}
	var err error
	if w.server != nil {
		w.stop()
		err = w.waitForStop()
	}
	if w.run.ended != nil { // it ends when the server has stopped
		err = errors.Join(err, w.run.waitForEnd())
	}
	return errors.Join(err, w.err, os.RemoveAll(w.folder))
}

// expect turns the first failed expectation in check into an error.
func expect(check func(g gomega.Gomega)) (err error) {
	check(gomega.NewGomega(func(message string, _ ...int) {
		if err == nil {
			err = errors.New(message)
		}
	}))
	return err
}
