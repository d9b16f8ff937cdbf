package send

import (
	"context"
	"io"
	"net"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/grammar"
)

// unusedAddr returns the address of a port that was just closed.
func unusedAddr() string {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	Expect(listener.Close()).To(Succeed())
	return listener.Addr().String()
}

var _ = Describe("Terminate", func() {
	BeforeEach(leavesNothing)

	It("returns when the port is closed", func(ctx SpecContext) {
		addr := startServer().addr
		Expect(Terminate(ctx, addr)).To(Succeed())
		_, err := net.Dial("tcp", addr)
		Expect(err).To(MatchError(ContainSubstring("refused")))
	})

	It("sends only the terminate line", func(ctx SpecContext) {
		sent := make(chan string, 1)
		addr := listen(func(conn *net.TCPConn) {
			lines, _ := io.ReadAll(conn)
			sent <- string(lines)
			_ = conn.Close()
		})
		short, cancel := context.WithTimeout(ctx, 50*time.Millisecond) // the server goes on listening
		defer cancel()
		Expect(Terminate(short, addr)).NotTo(Succeed())
		Eventually(sent).Should(Receive(Equal(native(grammar.Terminate))))
	})

	It("returns when its context ends and the server has not stopped", func(ctx SpecContext) {
		addr := listen(func(conn *net.TCPConn) {
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		})
		short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		Expect(Terminate(short, addr)).To(MatchError(context.DeadlineExceeded))
	})

	It("names an address that refuses connections from the start", func(ctx SpecContext) {
		addr := unusedAddr()
		Expect(Terminate(ctx, addr)).To(MatchError(HavePrefix("cannot reach " + addr)))
	})

	It("does not take every failure to connect for a closed port", func(ctx SpecContext) {
		addr := listen(func(conn *net.TCPConn) { _ = conn.Close() })
		failures := []error{nil, syscall.ECONNRESET, syscall.EHOSTUNREACH}
		dial := func() (*net.TCPConn, error) {
			err := failures[0]
			failures = failures[1:]
			if err != nil {
				return nil, err
			}
			return connect(ctx, addr)
		}
		Expect(terminate(ctx, dial)).To(MatchError(syscall.EHOSTUNREACH))
	})
})
