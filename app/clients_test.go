package app

import (
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/grammar"
)

// listenLocally returns clients that listen on a free port, and what they log.
func listenLocally(settings Settings) (*clients, *gbytes.Buffer) {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { _ = listener.Close() })
	logged := gbytes.NewBuffer()
	settings.Logger = slog.New(slog.NewTextHandler(logged, nil))
	return newClients(listener.(*net.TCPListener), settings, make(chan *batch, 1), new(stats)), logged
}

var _ = Describe("A fault in a session", func() {
	It("stops the server with an error, but with every number in the log", func() {
		usual := buffers
		DeferCleanup(func() { buffers = usual })
		var sessions atomic.Int32
		buffers = &sync.Pool{New: func() any {
			if sessions.Add(1) == 2 {
				panic("boom")
			}
			return new([readSize]byte)
		}}
		server := run()
		write(server.dial(), "314159265"+grammar.Newline+"271828182"+grammar.Newline)
		Eventually(server.logged).Should(HaveLen(2))
		if second, err := net.Dial("tcp", server.Addr().String()); err == nil { // or it is reset at once
			DeferCleanup(second.Close)
		}
		Eventually(server.stopped).Should(BeClosed())
		Expect(server.err).To(MatchError(MatchRegexp("^the server has a bug, please report it: boom at numberserver/app.*:[0-9]+$")))
		Expect(server.logged()).To(Equal([]string{"314159265", "271828182"}))
		Expect(server.Stats().Ended).To(And(HaveKeyWithValue(Failed, uint64(1)), HaveKeyWithValue(Stopped, uint64(1))))
	})
})

var _ = Describe("The connection of a client that is served", func() {
	var (
		c      *clients
		client *net.TCPConn
		s      *session
	)

	BeforeEach(func() {
		c, _ = listenLocally(Settings{})
		dialed, err := net.Dial("tcp", c.listener.Addr().String())
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(dialed.Close)
		client = dialed.(*net.TCPConn)
		conn, err := c.accept(GinkgoT().Context())
		Expect(err).NotTo(HaveOccurred())
		s = &session{conn: conn, received: c.received, stats: c.stats}
	})

	It("is reset, and counted, when a stage has failed, as its numbers may be lost", func() {
		Expect(client.CloseWrite()).To(Succeed())
		failed, fail := context.WithCancel(GinkgoT().Context())
		fail()
		c.handle(GinkgoT().Context(), s, nil, failed)
		Expect(end(client)).To(MatchError(syscall.ECONNRESET))
		Expect(c.stats.ended[Failed].Load()).To(BeEquivalentTo(1))
	})

	It("is not reset by the stop that its terminate line causes", func() {
		received := make(chan *batch)
		s.received = received
		write(client, grammar.Terminate+grammar.Newline)
		ctx, stop := context.WithCancelCause(GinkgoT().Context())
		go c.handle(ctx, s, stop, context.Background())
		last := <-received
		Expect(ctx.Done()).To(BeClosed())
		Consistently(func() error { return s.conn.SetDeadline(time.Time{}) }, "20ms").Should(Succeed(), "it is open")
		last.markers[0] <- true
		Expect(end(client)).To(Equal(io.EOF))
	})
})

var _ = Describe("Clients that wait for a slot", func() {
	It("cause one warning when none has got a slot for ten seconds, which says who has the slots", func() {
		c, warned := listenLocally(Settings{Clients: 1})
		ctx, stop := context.WithCancelCause(GinkgoT().Context())
		ticks, ended := make(chan time.Time), make(chan error, 2)
		waiting, second := []int{-1, 0, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2}, -1 // in each second
		go func() { ended <- c.serve(ctx, stop, ctx) }()
		go func() {
			ended <- c.watch(ctx, ticks, func() int {
				if second++; second == 8 {
					c.accepted.Add(1) // another client gets a slot
				}
				return waiting[second]
			})
		}()
		client, err := net.Dial("tcp", c.listener.Addr().String())
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(client.Close)
		Eventually(c.list).Should(HaveLen(1))

		for second := range waiting {
			ticks <- time.Now()
			if second < 25 {
				Expect(warned.Contents()).To(BeEmpty())
			}
		}
		stop(nil)
		for range 2 {
			Eventually(ended).Should(Receive(BeNil()))
		}
		Expect(warned).To(gbytes.Say("2 clients have waited for 10s for a slot; the slots are taken by " + client.LocalAddr().String() + ` \(silent for \d+s\)"`))
		Expect(warned).NotTo(gbytes.Say("waited"))
	})
})
