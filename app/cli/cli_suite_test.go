package cli

import (
	"io"
	"net"
	"os"
	"os/signal"
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

// Ginkgo would take the signals that the specs send for an interruption.
var _ = BeforeSuite(func() { signal.Reset(os.Interrupt, syscall.SIGTERM) })

// A program is a run of the command line in this process.
type program struct {
	out, err *gbytes.Buffer
	ended    chan struct{} // closed when Main has returned
	status   int           // which Main has returned
}

// start runs the command line until it ends by itself or with the spec.
func start(args ...string) *program {
	p := &program{out: gbytes.NewBuffer(), err: gbytes.NewBuffer(), ended: make(chan struct{})}
	p.run(args, Streams{In: strings.NewReader(""), Out: p.out, Err: p.err})
	return p
}

func (p *program) run(args []string, streams Streams) {
	go func() {
		defer GinkgoRecover()
		defer close(p.ended)
		p.status = Main(args, streams)
	}()
}

// run runs the command line to its end.
func run(args ...string) *program {
	GinkgoHelper()
	p := start(args...)
	Eventually(p.ended).Should(BeClosed())
	return p
}

// serve starts a server on a free port and waits until it is listening.
func serve(args ...string) *program {
	GinkgoHelper()
	p := start(append([]string{"--addr", "127.0.0.1:0", "--log", newLog()}, args...)...)
	p.isListening()
	return p
}

// newLog returns the path of a log in a folder of its own.
func newLog() string { return filepath.Join(GinkgoT().TempDir(), "numbers.log") }

// isListening waits for the start line, and stops the server with the spec.
func (p *program) isListening() {
	GinkgoHelper()
	Eventually(p.err).Should(gbytes.Say(`listening`))
	DeferCleanup(func() {
		select {
		case <-p.ended:
		default:
			p.stop(syscall.SIGTERM)
		}
	})
}

// stop sends the signal and waits for the end.
func (p *program) stop(sig syscall.Signal) {
	GinkgoHelper()
	raise(sig)
	Eventually(p.ended).Should(BeClosed())
}

// raise sends a signal to this process, which survives it.
func raise(sig syscall.Signal) {
	GinkgoHelper()
	unhandled := make(chan os.Signal, 1)
	signal.Notify(unhandled, sig)
	defer signal.Stop(unhandled)
	self, err := os.FindProcess(os.Getpid())
	Expect(err).NotTo(HaveOccurred())
	Expect(self.Signal(sig)).To(Succeed())
	Eventually(unhandled).Should(Receive())
}

// addr returns the address in the start line.
func (p *program) addr() string {
	_, line, _ := strings.Cut(string(p.err.Contents()), "listening on ")
	addr, _, _ := strings.Cut(line, " ")
	return addr
}

// sendLines sends lines to the server at addr, and leaves.
func sendLines(addr string, lines ...string) {
	GinkgoHelper()
	conn, err := net.Dial("tcp", addr)
	Expect(err).NotTo(HaveOccurred())
	_, err = io.WriteString(conn, strings.Join(lines, "\n")+"\n")
	Expect(err).NotTo(HaveOccurred())
	Expect(conn.Close()).To(Succeed())
}

// lines returns the lines of a file.
func lines(path string) []string {
	GinkgoHelper()
	content, err := os.ReadFile(path)
	Expect(err).NotTo(HaveOccurred())
	return strings.Fields(string(content))
}
