// Package e2e holds the specs of the program as its user has it: they build it,
// start it, and see what it does with signals, pipes and files.
package e2e

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

// patience is how long a spec waits for what should happen at once.
const patience = 10 * time.Second

func TestProcess(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(patience)
	RunSpecs(t, "The program")
}

// binary is the path of the program, built once for all specs.
var binary string

var _ = SynchronizedBeforeSuite(func() []byte {
	path, err := gexec.Build("numberserver")
	Expect(err).NotTo(HaveOccurred())
	return []byte(path)
}, func(path []byte) { binary = string(path) })

var _ = SynchronizedAfterSuite(func() {}, gexec.CleanupBuildArtifacts)

// A server is a running process of the program.
type server struct {
	*gexec.Session
	addr  string
	dir   string
	log   string
	flood *flood // what floods it, if anything
}

// command returns a call of the program in a temporary folder.
func command(args ...string) *exec.Cmd {
	cmd := exec.Command(binary, args...)
	cmd.Dir = GinkgoT().TempDir()
	return cmd
}

// call runs the program to its end.
func call(args ...string) *gexec.Session {
	GinkgoHelper()
	session := begin(command(args...))
	Eventually(session).Should(gexec.Exit())
	return session
}

// begin starts cmd and kills it with the spec, if it is still there.
func begin(cmd *exec.Cmd) *gexec.Session {
	GinkgoHelper()
	session, err := gexec.Start(cmd, GinkgoWriter, GinkgoWriter)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { session.Kill().Wait(patience) })
	return session
}

// serve starts a server on a free port, in a folder of its own.
func serve(args ...string) *server {
	GinkgoHelper()
	return started(command(append([]string{"--addr", "127.0.0.1:0"}, args...)...))
}

var listening = regexp.MustCompile(`listening on (\S+) `)

// started starts the server that cmd calls and waits until it listens.
func started(cmd *exec.Cmd) *server {
	GinkgoHelper()
	session := begin(cmd)
	Eventually(session.Err).Should(gbytes.Say("listening on .*\n"))
	addr := listening.FindSubmatch(session.Err.Contents())[1]
	return &server{Session: session, addr: string(addr), dir: cmd.Dir, log: filepath.Join(cmd.Dir, "numbers.log")}
}

// shell starts a server by a line of shell in which "$0" is the program.
func shell(line string) *server {
	GinkgoHelper()
	cmd := exec.Command("sh", "-c", line, binary)
	cmd.Dir = GinkgoT().TempDir()
	return started(cmd)
}

// skipUnless skips the spec unless the line of shell works here.
func skipUnless(line, reason string) {
	GinkgoHelper()
	if exec.Command("sh", "-c", line).Run() != nil {
		Skip(reason)
	}
}

// dial connects a client that leaves with the spec.
func (s *server) dial() *net.TCPConn {
	GinkgoHelper()
	conn, err := net.Dial("tcp", s.addr)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { _ = conn.Close() })
	return conn.(*net.TCPConn)
}

// send sends lines over a connection of its own, and leaves.
func (s *server) send(lines ...string) {
	GinkgoHelper()
	conn := s.dial()
	_, err := io.WriteString(conn, strings.Join(lines, "\n")+"\n")
	Expect(err).NotTo(HaveOccurred())
	Expect(conn.Close()).To(Succeed())
}

// logged returns the lines of the log.
func (s *server) logged() []string {
	GinkgoHelper()
	content, err := os.ReadFile(s.log)
	Expect(err).NotTo(HaveOccurred())
	return strings.Fields(string(content))
}
