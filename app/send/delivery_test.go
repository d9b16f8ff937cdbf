package send

import (
	"context"
	"io"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/grammar"
)

// plenty is more numbers than the system buffers for a server that does not read.
const plenty = 2_000_000

var _ = Describe("A delivery", func() {
	var (
		notices *gbytes.Buffer
		d       *delivery
	)

	BeforeEach(func() {
		leavesNothing()
		notices = gbytes.NewBuffer()
		d = &delivery{connections: 1, patience: time.Hour, stalled: func() { _, _ = notices.Write([]byte("waiting")) }}
	})

	// deliver brings count numbers to addr.
	deliver := func(ctx context.Context, addr string, count int) error {
		d.addr = addr
		all, err := NewSources(nil, strings.NewReader(strings.Repeat(numberLines(7, 8), count)))
		Expect(err).NotTo(HaveOccurred())
		return Settings{Sources: all, Workers: 2}.withDefaults().run(ctx, d.run).undelivered
	}

	It("succeeds when the server has read everything", func(ctx SpecContext) {
		server := startServer()
		Expect(deliver(ctx, server.addr, 100_000)).To(Succeed())
		Expect(d.numbers()).To(BeEquivalentTo(100_000))
		Expect(server.logged()).To(ConsistOf("7"))
	})

	It("succeeds over five connections when the server has read all of them", func(ctx SpecContext) {
		server := startServer()
		d.connections, d.addr = 5, server.addr
		all, err := NewSources(nil, strings.NewReader(numberLines(0, 100_000)))
		Expect(err).NotTo(HaveOccurred())
		Expect(Settings{Sources: all, Workers: 2}.withDefaults().run(ctx, d.run)).To(BeZero())
		Expect(d.numbers()).To(BeEquivalentTo(100_000))
		Expect(server.logged()).To(HaveLen(100_000))
	})

	It("fails when one of its connections is reset, and ends the others", func(ctx SpecContext) {
		var connections atomic.Int32
		addr := listen(func(conn *net.TCPConn) {
			_, _ = conn.Read(make([]byte, 1))
			if connections.Add(1) == 3 {
				reset(conn)
			}
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		})
		d.connections = 5
		Expect(deliver(ctx, addr, plenty)).To(MatchError(ContainSubstring("rejected the numbers or stopped")))
	})

	It("connects to the server even with nothing to send", func(ctx SpecContext) {
		Expect(deliver(ctx, startServer().addr, 0)).To(Succeed())
	})

	It("names an address that refuses connections", func(ctx SpecContext) {
		addr := unusedAddr()
		Expect(deliver(ctx, addr, 1)).
			To(MatchError("cannot reach " + addr + ": connection refused; is the server running there?"))
	})

	It("names an unknown host in one short line", func(ctx SpecContext) {
		addr := strings.Repeat("x", 10_000) + "\x1b:4000"
		err := deliver(ctx, addr, 1)
		Expect(err).To(MatchError(And(HavePrefix(`cannot reach "xxx`), HaveSuffix("; is the server running there?"))))
		Expect(len(err.Error())).To(BeNumerically("<", 500))
		Expect(err.Error()).NotTo(ContainSubstring("\x1b"))
	})

	It("fails when the server resets the connection instead of reading on", func(ctx SpecContext) {
		addr := listen(func(conn *net.TCPConn) {
			_, _ = conn.Read(make([]byte, 1))
			reset(conn)
		})
		Expect(deliver(ctx, addr, plenty)).To(MatchError(HavePrefix(addr + " rejected the numbers or stopped: ")))
	})

	It("fails when the server resets the connection before it has read everything", func(ctx SpecContext) {
		addr := listen(func(conn *net.TCPConn) {
			_, _ = io.ReadFull(conn, make([]byte, len(numberLines(0, 3))))
			reset(conn)
		})
		Expect(deliver(ctx, addr, 4)).To(MatchError(addr + " rejected the numbers or stopped: " +
			"connection reset by peer; 4 numbers handed over, of which it may have logged fewer, " +
			"and it is safe to send all again"))
	})

	It("fails when the server closes the connection before the end", func(ctx SpecContext) {
		addr := listen(func(conn *net.TCPConn) { _ = conn.Close() })
		d.addr = addr
		Expect(d.run(ctx, make(chan *chunk))).To(MatchError(ContainSubstring("stopped: connection closed; 0 numbers")))
	})

	DescribeTable("fails when the server closes the connection before it has everything",
		func(ctx SpecContext, bytes int) {
			closed := make(chan struct{})
			addr := listen(func(conn *net.TCPConn) {
				_, _ = io.ReadFull(conn, make([]byte, bytes))
				_ = conn.CloseWrite()
				close(closed)
				_, _ = io.Copy(io.Discard, conn)
				_ = conn.Close()
			})
			lines := strings.NewReader(numberLines(0, 2))
			s := settings(addr, io.MultiReader(lines, never{closed}))
			_, err := Send(ctx, s)
			Expect(err).To(MatchError(ContainSubstring("stopped: connection closed")))
		},
		Entry("at once", 0), Entry("in mid-line", 5), Entry("after a line", grammar.Length),
		Entry("before the last byte", 2*grammar.Length-1), Entry("after the last byte", 2*grammar.Length),
	)

	It("fails when the server has closed the connection just before the client does", func() {
		accepted := make(chan *net.TCPConn)
		conn, err := connect(context.Background(), listen(func(conn *net.TCPConn) { accepted <- conn }))
		Expect(err).NotTo(HaveOccurred())
		Expect((<-accepted).Close()).To(Succeed())

		c := &connection{TCPConn: conn, ended: make(chan error), patience: time.Hour, stalled: func() {}}
		go func() { c.ended <- io.EOF }() // later than the client's own end
		Expect(c.confirm()).To(MatchError(io.EOF))
		Expect(conn.Close()).To(Succeed())
	})

	It("reports the reset that a write after it does not name", func() {
		write := &net.OpError{Op: "write", Err: os.NewSyscallError("write", syscall.EPIPE)}
		Expect(d.lost(write)).To(MatchError(ContainSubstring("connection reset by peer")))
	})

	It("reports a reset just before the client's own end as a reset", func() {
		accepted := make(chan *net.TCPConn)
		conn, err := connect(context.Background(), listen(func(conn *net.TCPConn) { accepted <- conn }))
		Expect(err).NotTo(HaveOccurred())
		reset(<-accepted)

		c := &connection{TCPConn: conn, ended: make(chan error), patience: time.Hour, stalled: func() {}}
		go c.watch() // which reads the end after the client has looked for it, or before
		Expect(c.confirm()).To(MatchError(syscall.ECONNRESET))
		Expect(conn.Close()).To(Succeed())
	})

	It("fails when the server answers, which a number server does not", func(ctx SpecContext) {
		addr := listen(func(conn *net.TCPConn) {
			_, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request")
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		})
		Expect(deliver(ctx, addr, 1)).To(MatchError(ContainSubstring("it answers, which a number server does not")))
	})

	It("waits and says so when the server takes no data", func(ctx SpecContext) {
		goOn := make(chan struct{})
		addr := listen(func(conn *net.TCPConn) {
			<-goOn
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		})
		d.patience = time.Millisecond
		delivered := make(chan error)
		go func() { delivered <- deliver(ctx, addr, 10) }()
		Eventually(notices).Should(gbytes.Say("waiting"))
		close(goOn)
		Eventually(delivered).Should(Receive(BeNil()))
	})

	It("ends with its context while the server does not read", func() {
		ctx, cancel := context.WithCancel(context.Background())
		connected := make(chan *net.TCPConn, 1)
		addr := listen(func(conn *net.TCPConn) { connected <- conn })
		delivered := make(chan error)
		go func() { delivered <- deliver(ctx, addr, plenty) }()
		conn := <-connected
		defer conn.Close()
		cancel()
		Eventually(delivered).WithTimeout(5 * time.Second).Should(Receive(MatchError(context.Canceled)))
	})
})
