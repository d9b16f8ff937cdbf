package testkit

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

// Program returns the path of the built program. It is in Go's build cache, so all
// suites share one build. Import numberserver/app/cli in a suite that calls it: a
// change there makes cached results of the suite invalid.
var Program = sync.OnceValue(func() string {
	var path []byte
	for range 2 { // the first run builds it in a temporary folder and caches it
		var err error
		path, err = exec.Command("go", "run", "-exec", "echo", "numberserver").Output()
		Expect(err).NotTo(HaveOccurred(), "building the program")
	}
	program := strings.TrimSpace(string(path))
	Expect(program).To(BeARegularFile())
	return program
})

// Command returns a command that runs the program in a temporary folder.
func Command(args ...string) *exec.Cmd {
	cmd := exec.Command(Program(), args...)
	cmd.Dir = GinkgoT().TempDir()
	return cmd
}

// Shell returns a command that runs a line of shell, in which "$0" is the program, in
// a temporary folder.
func Shell(line string) *exec.Cmd {
	cmd := exec.Command("sh", "-c", line, Program())
	cmd.Dir = GinkgoT().TempDir()
	return cmd
}

// OnFullDisk returns a command that runs the server on a file system of 1 MiB and
// then copies its log to the command's folder. It skips the spec where that cannot be.
func OnFullDisk() *exec.Cmd {
	if exec.Command("unshare", "-rm", "true").Run() != nil {
		Skip("this needs the right to mount: unshare -rm")
	}
	return Shell(`exec unshare -rm --fork --kill-child sh -c 'mkdir small && mount -t tmpfs -o size=1m none small && cd small &&
		"$0" --addr 127.0.0.1:0; status=$?; cp numbers.log ..; exit $status' "$0"`)
}

// Start starts cmd, and kills it at the end of the spec if it is still running.
func Start(cmd *exec.Cmd) *gexec.Session {
	GinkgoHelper()
	session, err := gexec.Start(cmd, GinkgoWriter, GinkgoWriter)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { session.Kill().Wait(Patience) })
	return session
}

// A Server is a running process of the program.
type Server struct {
	*gexec.Session
	Addr string // on which it listens
	Dir  string // in which it runs
	Log  string // the path of its log
}

// Serve starts a server on a free port, in a folder of its own.
func Serve(args ...string) *Server {
	GinkgoHelper()
	return StartServer(Command(append([]string{"--addr", "127.0.0.1:0"}, args...)...))
}

var listening = regexp.MustCompile(`listening on (\S+) .*\n`)

// StartServer starts the server that cmd runs and waits until it listens.
func StartServer(cmd *exec.Cmd) *Server {
	GinkgoHelper()
	session := Start(cmd)
	Eventually(session.Err).Should(gbytes.Say(listening.String()))
	addr := listening.FindSubmatch(session.Err.Contents())[1]
	return &Server{Session: session, Addr: string(addr), Dir: cmd.Dir, Log: filepath.Join(cmd.Dir, "numbers.log")}
}

// ofStop are the messages that every stop causes.
var ofStop = regexp.MustCompile(`numberserver: (stopping|stopped): .*\n`)

// Messages returns what the server has written to stderr since it was listening, but
// for what every stop causes.
func (s *Server) Messages() string {
	content := s.Err.Contents()
	return ofStop.ReplaceAllString(string(content[listening.FindIndex(content)[1]:]), "")
}

// Dial connects a client, which is closed at the end of the spec if not before.
func (s *Server) Dial() *net.TCPConn {
	GinkgoHelper()
	conn, err := net.Dial("tcp", s.Addr)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { _ = conn.Close() })
	Expect(conn.SetDeadline(time.Now().Add(2 * Patience))).To(Succeed())
	return conn.(*net.TCPConn)
}

// Send sends lines over a connection of its own and closes it.
func (s *Server) Send(lines ...string) {
	GinkgoHelper()
	conn := s.Dial()
	defer conn.Close()
	_, err := io.WriteString(conn, strings.Join(lines, "\n")+"\n")
	Expect(err).NotTo(HaveOccurred())
}

// SendAll sends text over a connection of its own, half-closes it and waits for the
// ordinary end, which confirms that the numbers are in the log.
func (s *Server) SendAll(text []byte) {
	GinkgoHelper()
	conn := s.Dial()
	defer conn.Close()
	_, err := conn.Write(text)
	Expect(err).NotTo(HaveOccurred())
	Expect(conn.CloseWrite()).To(Succeed())
	Expect(io.ReadAll(conn)).To(BeEmpty())
}

// Stops sends a terminate line and checks that the server ends with status 0.
func (s *Server) Stops() {
	GinkgoHelper()
	s.Send("terminate")
	Eventually(s).Should(gexec.Exit(0))
}

// Lines returns the lines of the log.
func (s *Server) Lines() []string {
	GinkgoHelper()
	content, err := os.ReadFile(s.Log)
	Expect(err).NotTo(HaveOccurred())
	return strings.Fields(string(content))
}
