package steps

import (
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/cucumber/godog"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/cli"
)

func (w *world) registerSendSteps(scenario *godog.ScenarioContext) {
	scenario.Given(`^standard input that holds "([^"]*)"$`, w.standardInputThatHolds)
	scenario.Given(`^a sender whose input goes on, and that has sent "([^"]*)"$`, w.aSenderWhoseInputGoesOn)
	scenario.Given(`^a sender that waits, with "([^"]*)" to send$`, w.aSenderThatWaits)
	scenario.Given(`^a sender that tries again until "([^"]*)" is sent$`, w.aSenderThatTriesAgain)
	scenario.Given(`^a sender that waits a minute before it tries again$`, w.aSenderThatWaitsToTryAgain)
	scenario.Given(`^a server that answers on port 4000$`, w.aServerThatAnswers)
	scenario.When(`^the user runs "(.*)"$`, w.theUserRuns)
	scenario.Then(`^it prints "(.*)"$`, w.itPrints)
	scenario.Then(`^it prints exactly "([^"]*)"$`, w.itPrintsExactly)
	scenario.Then(`^it complains "(.*)"$`, w.itComplains)
	scenario.Then(`^it complains about nothing$`, w.itComplainsAboutNothing)
	scenario.Then(`^the help says "(.*)"$`, w.theHelpSays)
	scenario.Then(`^it ends with status (\d)$`, w.itEndsWithStatus)
}

// A run is a command that the user runs while the server runs.
type run struct {
	input    io.Reader
	out, err *gbytes.Buffer
	ended    chan struct{} // closed when the command has ended, nil before it starts
	status   int
	expected int // the status that it should end with
}

func newRun() *run {
	return &run{input: strings.NewReader(""), out: gbytes.NewBuffer(), err: gbytes.NewBuffer()}
}

// start runs a command line as the program does.
func (r *run) start(args ...string) {
	r.ended = make(chan struct{})
	signals := cli.WatchSignals()
	go func() {
		defer close(r.ended)
		defer signal.Stop(signals)
		r.status = cli.Main(args, cli.Streams{In: r.input, Out: r.out, Err: r.err, Signals: signals})
	}()
}

// hasEndedAsItShould waits for the end of the command, if there was one, and checks
// its status: 0, if no step says otherwise.
func (r *run) hasEndedAsItShould() {
	if r.ended == nil {
		return
	}
	Eventually(r.ended).Should(BeClosed(), "the command ends")
	Expect(r.status).To(Equal(r.expected), "the status of the command, which says: %s", r.err.Contents())
}

// says waits until output contains text.
func says(output *gbytes.Buffer, text string) {
	Eventually(func() string { return string(output.Contents()) }).Should(ContainSubstring(text))
}

func (w *world) standardInputThatHolds(escaped string) {
	w.run.input = strings.NewReader(unescape(escaped))
}

func (w *world) aSenderWhoseInputGoesOn(number string) {
	more, end := io.Pipe()
	w.cleanUp = append(w.cleanUp, func() { _ = end.Close() })
	w.run.input = io.MultiReader(strings.NewReader(number+"\n"), more)
	w.run.start("send")
	w.theLogHoldsLine(number)
}

func (w *world) aSenderThatWaits(number string) {
	w.run.start("send", number)
	says(w.run.err, "waiting for localhost:4000")
}

func (w *world) aSenderThatTriesAgain(number string) { w.retry("2000", "1ms", number) }

func (w *world) aSenderThatWaitsToTryAgain() { w.retry("1", "1m", "111111111") }

// retry starts a sender whose first try must fail, and waits until it has failed.
func (w *world) retry(retries, pause, number string) {
	w.run.start("send", "--retry", retries, "--retry-after", pause, number)
	says(w.run.err, "trying again")
}

// aServerThatAnswers starts what is not a number server.
func (w *world) aServerThatAnswers() {
	listener, err := net.Listen("tcp", "localhost:4000")
	Expect(err).NotTo(HaveOccurred())
	w.cleanUp = append(w.cleanUp, func() { _ = listener.Close() })
	go func() { // ends with the scenario
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n")
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		}
	}()
}

// words are those of a command line, in which ” is around words with blanks.
var words = regexp.MustCompile(`'[^']*'|\S+`)

// theUserRuns runs a command to its end. Its files are in the scenario's folder.
func (w *world) theUserRuns(command string) {
	args := words.FindAllString(command, -1)
	for i, arg := range args {
		args[i] = strings.Trim(arg, "'")
		if _, err := os.Stat(filepath.Join(w.folder, arg)); err == nil {
			args[i] = filepath.Join(w.folder, arg)
		}
	}
	w.run.start(args...)
	Eventually(w.run.ended).Should(BeClosed(), "the command ends")
}

func (w *world) itPrints(text string) { says(w.run.out, text) }

func (w *world) itPrintsExactly(escaped string) {
	Eventually(w.run.out.Contents).Should(BeEquivalentTo(unescape(escaped)))
}

// theHelpSays ignores where the lines of the help are wrapped.
func (w *world) theHelpSays(text string) {
	help := strings.Join(strings.Fields(string(w.run.out.Contents())), " ")
	Expect(help).To(ContainSubstring(text))
}

func (w *world) itComplains(text string) { says(w.run.err, text) }

func (w *world) itComplainsAboutNothing() { Expect(w.run.err.Contents()).To(BeEmpty()) }

func (w *world) itEndsWithStatus(status int) {
	w.run.expected = status
	w.run.hasEndedAsItShould()
}
