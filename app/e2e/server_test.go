package e2e

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

// A server is a running process of the program.
type server struct {
	*gexec.Session
	addr string
	dir  string
	log  string
}

// command returns a command that runs the program in a temporary folder.
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

// begin starts cmd, and kills it at the end of the spec if it is still running.
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

// resume starts a server on the log that is in dir.
func resume(dir string, args ...string) *server {
	GinkgoHelper()
	cmd := command(append([]string{"--addr", "127.0.0.1:0", "--resume"}, args...)...)
	cmd.Dir = dir
	return started(cmd)
}

// shell starts a server by a line of shell in which "$0" is the program.
func shell(line string) *server {
	GinkgoHelper()
	return started(shellCommand(line))
}

// shellCommand returns a command that runs the line in a temporary folder.
func shellCommand(line string) *exec.Cmd {
	cmd := exec.Command("sh", "-c", line, binary)
	cmd.Dir = GinkgoT().TempDir()
	return cmd
}

var listening = regexp.MustCompile(`listening on (\S+) .*\n`)

// started starts the server that cmd runs and waits until it listens.
func started(cmd *exec.Cmd) *server {
	GinkgoHelper()
	session := begin(cmd)
	Eventually(session.Err).Should(gbytes.Say(listening.String()))
	addr := listening.FindSubmatch(session.Err.Contents())[1]
	return &server{Session: session, addr: string(addr), dir: cmd.Dir, log: filepath.Join(cmd.Dir, "numbers.log")}
}

// messages returns what the server has written to stderr since it was listening.
func (s *server) messages() string {
	content := s.Err.Contents()
	return string(content[listening.FindIndex(content)[1]:])
}

// dial connects a client until the end of the spec.
func (s *server) dial() *net.TCPConn {
	GinkgoHelper()
	conn := s.connect()
	DeferCleanup(func() { _ = conn.Close() })
	return conn
}

// connect connects a client, which has to be closed.
func (s *server) connect() *net.TCPConn {
	GinkgoHelper()
	conn, err := net.Dial("tcp", s.addr)
	Expect(err).NotTo(HaveOccurred())
	Expect(conn.SetDeadline(time.Now().Add(2 * patience))).To(Succeed())
	return conn.(*net.TCPConn)
}

// send sends lines over a connection of its own and closes it.
func (s *server) send(lines ...string) {
	GinkgoHelper()
	conn := s.connect()
	defer conn.Close()
	_, err := io.WriteString(conn, strings.Join(lines, "\n")+"\n")
	Expect(err).NotTo(HaveOccurred())
}

// sendAll sends text over a connection of its own, half-closes it and waits for
// the ordinary end, which confirms that the numbers are in the log.
func (s *server) sendAll(text []byte) {
	GinkgoHelper()
	conn := s.connect()
	defer conn.Close()
	_, err := conn.Write(text)
	Expect(err).NotTo(HaveOccurred())
	Expect(conn.CloseWrite()).To(Succeed())
	Expect(io.ReadAll(conn)).To(BeEmpty())
}

// logged returns the lines of the log.
func (s *server) logged() []string {
	GinkgoHelper()
	content, err := os.ReadFile(s.log)
	Expect(err).NotTo(HaveOccurred())
	return strings.Fields(string(content))
}

// size returns the size of the log, 0 if there is none.
func (s *server) size() int64 {
	info, err := os.Stat(s.log)
	if err != nil {
		return 0
	}
	return info.Size()
}
