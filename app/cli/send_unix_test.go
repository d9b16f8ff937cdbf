//go:build unix

package cli

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/creack/pty"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/internal/testkit"
)

var _ = Describe("The send command on a terminal", func() {
	var (
		terminal, user *os.File
		screen         *gbytes.Buffer
		status         chan int
	)

	BeforeEach(func() {
		var err error
		user, terminal, err = pty.Open()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(user.Close)
		DeferCleanup(terminal.Close)
		Expect(pty.Setsize(user, &pty.Winsize{Rows: 25, Cols: 80})).To(Succeed())
		screen, status = gbytes.BufferReader(user), make(chan int, 1)
	})

	// send runs the command with stdin and stderr on the terminal.
	send := func(args ...string) {
		streams := Streams{In: terminal, Out: io.Discard, Err: terminal}
		go func() { status <- Main(append([]string{"send"}, args...), streams) }()
	}

	It("draws a bar when the numbers come from a file", func() {
		path := filepath.Join(GinkgoT().TempDir(), "numbers")
		Expect(syscall.Mkfifo(path, 0o600)).To(Succeed())
		numbers, err := os.OpenFile(path, os.O_RDWR, 0)
		Expect(err).NotTo(HaveOccurred())
		send("--addr", testkit.Listen(readAll), path)
		Eventually(func() *gbytes.Buffer { // it is drawn while there is progress
			_, _ = io.WriteString(numbers, "000000001\n")
			return screen
		}, "5s").Should(gbytes.Say(`Sending .*\(\d+ B, `))
		Expect(numbers.Close()).To(Succeed())
		Eventually(status, "5s").Should(Receive(Equal(statusOK)))
	})

	It("draws no bar with --quiet", func() {
		send("--addr", testkit.Listen(readAll), "--quiet", testkit.File("numbers.txt", strings.Repeat("000000001\n", 100_000)))
		Eventually(status, "10s").Should(Receive(Equal(statusOK)))
		Expect(screen.Contents()).To(BeEmpty())
	})

	It("says how to type numbers, and sends them", func() {
		send("--addr", testkit.Listen(readAll))
		Eventually(screen).Should(gbytes.Say("numberserver: type numbers, one a line; Ctrl-D ends\r\n"))
		_, err := io.WriteString(user, "000000001\n\x04")
		Expect(err).NotTo(HaveOccurred())
		Eventually(status).Should(Receive(Equal(statusOK)))
	})
})

var _ = Describe("The send command", func() {
	// SIGHUP stands for all signals here: the others would end Ginkgo.
	It("ends at once at a signal while an expression is slow", func() {
		connected := make(chan struct{})
		addr := testkit.Listen(func(conn *net.TCPConn) {
			close(connected)
			readAll(conn)
		})
		path := testkit.File("slow.csv", "Id,Text\n"+strings.Repeat("000000001,"+strings.Repeat("a;", 1_000)+"\n", 200))
		stderr, status := gbytes.NewBuffer(), make(chan int, 1)
		go func() {
			status <- Main([]string{"send", "--addr", addr, "--csv", "--column", "Id",
				"--where", `all(split(Text, ";"), len(split(Text, "")) > 3)`, path},
				Streams{In: strings.NewReader(""), Out: io.Discard, Err: stderr})
		}()
		Eventually(connected).Should(BeClosed())
		Expect(syscall.Kill(os.Getpid(), syscall.SIGHUP)).To(Succeed())
		Eventually(status).Should(Receive(Equal(statusFailure)))
		Expect(stderr).To(gbytes.Say("^numberserver: interrupted: 0 numbers handed over"))
	})
})
