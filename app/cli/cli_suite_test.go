package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/internal/testkit"
)

func TestCLI(t *testing.T) { testkit.Run(t, "Command line") }

// A program is a run of the command line in this process.
type program struct {
	Streams
	out, err *gbytes.Buffer
	signals  chan os.Signal
	ended    chan struct{} // closed when Main has returned
	status   int           // which Main has returned
}

func newProgram() *program {
	p := &program{out: gbytes.NewBuffer(), err: gbytes.NewBuffer(), signals: make(chan os.Signal, 2), ended: make(chan struct{})}
	p.Streams = Streams{In: strings.NewReader(""), Out: p.out, Err: p.err, Signals: p.signals}
	return p
}

// start runs the command line until it ends by itself, or at the end of the spec.
func (p *program) start(args ...string) {
	go func() {
		defer GinkgoRecover()
		defer close(p.ended)
		p.status = Main(args, p.Streams)
	}()
	DeferCleanup(func() {
		select {
		case <-p.ended:
		case p.signals <- syscall.SIGTERM:
			Eventually(p.ended).Should(BeClosed())
		}
	})
}

// endsWith waits for the end of the program.
func (p *program) endsWith(status int) {
	GinkgoHelper()
	Eventually(p.ended).Should(BeClosed())
	Expect(p.status).To(Equal(status), string(p.err.Contents()))
}

// run runs the command line to its end.
func run(args ...string) *program {
	GinkgoHelper()
	p := newProgram()
	p.start(args...)
	Eventually(p.ended).Should(BeClosed())
	return p
}

// newLog returns the path of a log in a folder of its own.
func newLog() string { return filepath.Join(GinkgoT().TempDir(), "numbers.log") }
