package steps

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cucumber/godog"
	"github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/cli"
)

func initializeSendSteps(scenario *godog.ScenarioContext) {
	scenario.Given(`^standard input that holds "([^"]*)"$`, standardInputThatHolds)
	scenario.Given(`^a sender whose input goes on, and that has sent "([^"]*)"$`, aSenderWhoseInputGoesOn)
	scenario.Given(`^a sender that waits, with "([^"]*)" to send$`, aSenderThatWaits)
	scenario.Given(`^a sender that tries again until "([^"]*)" is sent$`, aSenderThatTriesAgain)
	scenario.Given(`^a sender that waits a minute before it tries again$`, aSenderThatWaitsToTryAgain)
	scenario.When(`^the sender gets the signal (SIG[A-Z]+)$`, theServerGetsTheSignal)
	scenario.When(`^the user runs "(.*)"$`, theUserRuns)
	scenario.Then(`^it prints "([^"]*)"$`, itPrints)
	scenario.Then(`^it prints exactly "([^"]*)"$`, itPrintsExactly)
	scenario.Then(`^it complains "(.*)"$`, itComplains)
	scenario.Then(`^it complains about nothing$`, itComplainsAboutNothing)
	scenario.Then(`^the help says "(.*)"$`, theHelpSays)
	scenario.Then(`^it ends with status (\d)$`, itEndsWithStatus)
}

// A run is a command that the user runs while the server runs.
type run struct {
	input    io.Reader
	out, err *gbytes.Buffer
	ended    chan struct{} // closed when the command has ended, nil before it starts
	status   int
}

func newRun() *run {
	return &run{input: strings.NewReader(""), out: gbytes.NewBuffer(), err: gbytes.NewBuffer()}
}

// start runs the command line args as the program does.
func (r *run) start(args []string) {
	r.ended = make(chan struct{})
	go func() {
		defer close(r.ended)
		r.status = cli.Main(args, cli.Streams{In: r.input, Out: r.out, Err: r.err})
	}()
}

func (r *run) waitForEnd() error {
	select {
	case <-r.ended:
		return nil
	case <-time.After(patience):
		return errors.New("the command does not end")
	}
}

// says waits until output contains text.
func says(output *gbytes.Buffer, text string) error {
	return expect(func(g gomega.Gomega) {
		g.Eventually(output.Contents).WithTimeout(patience).
			Should(gomega.WithTransform(func(b []byte) string { return string(b) }, gomega.ContainSubstring(text)))
	})
}

func standardInputThatHolds(ctx context.Context, escaped string) error {
	content, err := unescape(escaped)
	if err != nil {
		return err
	}
	worldOf(ctx).run.input = strings.NewReader(content)
	return nil
}

func aSenderWhoseInputGoesOn(ctx context.Context, number string) error {
	w := worldOf(ctx)
	w.run.input = io.MultiReader(strings.NewReader(number+"\n"), forever{ctx})
	w.run.start([]string{"send"})
	w.numbers++
	return w.allNumbersCount()
}

// A forever is an input that blocks until the scenario ends.
type forever struct{ ctx context.Context }

func (f forever) Read([]byte) (int, error) {
	<-f.ctx.Done()
	return 0, io.EOF
}

func aSenderThatWaits(ctx context.Context, number string) error {
	r := worldOf(ctx).run
	r.start([]string{"send", number})
	return says(r.err, "waiting for localhost:4000")
}

func aSenderThatTriesAgain(ctx context.Context, number string) error {
	return retry(worldOf(ctx).run, "2000", "1ms", number)
}

func aSenderThatWaitsToTryAgain(ctx context.Context) error {
	return retry(worldOf(ctx).run, "1", "1m", "111111111")
}

// retry starts a sender whose first try must fail, and waits until it has failed.
func retry(r *run, retries, pause, number string) error {
	r.start([]string{"send", "--retry", retries, "--retry-after", pause, number})
	return says(r.err, "trying again")
}

// theUserRuns runs a command to its end. Its files are in the scenario's folder.
func theUserRuns(ctx context.Context, command string) error {
	w := worldOf(ctx)
	args := strings.Fields(command)
	for i, arg := range args {
		if _, err := os.Stat(filepath.Join(w.folder, arg)); err == nil {
			args[i] = filepath.Join(w.folder, arg)
		}
	}
	w.run.start(args)
	return w.run.waitForEnd()
}

func itPrints(ctx context.Context, text string) error {
	return says(worldOf(ctx).run.out, text)
}

func itPrintsExactly(ctx context.Context, escaped string) error {
	text, err := unescape(escaped)
	if err != nil {
		return err
	}
	return expect(func(g gomega.Gomega) {
		g.Eventually(worldOf(ctx).run.out.Contents).WithTimeout(patience).Should(gomega.BeEquivalentTo(text))
	})
}

// theHelpSays ignores where the lines of the help are wrapped.
func theHelpSays(ctx context.Context, text string) error {
	help := strings.Join(strings.Fields(string(worldOf(ctx).run.out.Contents())), " ")
	return expect(func(g gomega.Gomega) { g.Expect(help).To(gomega.ContainSubstring(text)) })
}

func itComplains(ctx context.Context, text string) error {
	return says(worldOf(ctx).run.err, text)
}

func itComplainsAboutNothing(ctx context.Context) error {
	return expect(func(g gomega.Gomega) { g.Expect(worldOf(ctx).run.err.Contents()).To(gomega.BeEmpty()) })
}

func itEndsWithStatus(ctx context.Context, status int) error {
	r := worldOf(ctx).run
	if err := r.waitForEnd(); err != nil {
		return err
	}
	if r.status != status {
		return fmt.Errorf("it ended with status %d and says %q", r.status, r.err.Contents())
	}
	return nil
}
