package send

import (
	"io"
	"net"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/grammar"
	"numberserver/app/stdio"
)

var _ = Describe("Terminating", func() {
	var (
		out     *gbytes.Buffer
		command *TerminateCommand
	)

	BeforeEach(func() {
		leavesNothing()
		out = gbytes.NewBuffer()
		command = &TerminateCommand{Timeout: 5 * time.Second}
	})

	terminate := func(addr string) error {
		command.Addr = addr
		return command.Run(stdio.Streams{Out: out})
	}

	It("returns when nobody listens any more, and says how long it took", func() {
		addr := startServer().addr
		Expect(terminate(addr)).To(Succeed())
		Expect(out).To(gbytes.Say(`^` + addr + ` stopped after \d+m?s\.\n$`))
		_, err := net.Dial("tcp", addr)
		Expect(err).To(MatchError(ContainSubstring("refused")))
	})

	It("sends nothing but the line", func() {
		sent := make(chan string, 1)
		addr := listen(func(conn *net.TCPConn) {
			lines, _ := io.ReadAll(conn)
			sent <- string(lines)
			_ = conn.Close()
		})
		command.Timeout = 50 * time.Millisecond // the server goes on listening
		Expect(terminate(addr)).NotTo(Succeed())
		Eventually(sent).Should(Receive(Equal(native(grammar.Terminate))))
	})

	It("gives up on a server that does not stop", func() {
		addr := listen(func(conn *net.TCPConn) {
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		})
		command.Timeout = 50 * time.Millisecond
		Expect(terminate(addr)).To(MatchError(HavePrefix(addr + " has not stopped within 50ms")))
	})

	It("names the address where nobody listens", func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		addr := listener.Addr().String()
		Expect(listener.Close()).To(Succeed())
		Expect(terminate(addr)).To(MatchError(HavePrefix("cannot reach " + addr)))
	})
})
