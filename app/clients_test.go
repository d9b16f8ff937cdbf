package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/grammar"
)

var _ = Describe("A fault in a session", func() {
	It("is caught, and the connection reset", func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(listener.Close)
		conn, err := net.Dial("tcp", listener.Addr().String())
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(conn.Close)

		var fault error
		c := &clients{listener: listener.(*net.TCPListener), logger: slog.New(slog.DiscardHandler), fail: func(err error) { fault = err }}
		accepted, err := c.accept(GinkgoT().Context())
		Expect(err).NotTo(HaveOccurred())
		c.session.stats = nil // which no session survives
		c.handle(GinkgoT().Context(), accepted)
		Expect(fault).To(MatchError(ContainSubstring("a session failed, please report this: runtime error")))
		Expect(end(conn)).To(HaveOccurred())
	})

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
		Eventually(server.stopped).WithTimeout(patience).Should(BeClosed())
		Expect(server.err).To(MatchError(MatchRegexp("^a session failed, please report this: boom at numberserver/app.*:[0-9]+$")))
		Expect(server.logged()).To(Equal([]string{"314159265", "271828182"}))
	})

	It("is not forgotten because of a second one", func() {
		var fault error
		stopped := 0
		c := new(Server).newClients(func() { stopped++ }, &fault)
		c.fail(errors.New("first"))
		c.fail(errors.New("second"))
		Expect(fault).To(MatchError("first"))
		Expect(stopped).To(Equal(2))
	})
})

var _ = Describe("Accepting a client", func() {
	It("is given up as soon as the server stops", func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		Expect(listener.Close()).To(Succeed()) // so that every accept fails
		ctx, stop := context.WithCancel(GinkgoT().Context())
		warned := gbytes.NewBuffer()
		c := &clients{listener: listener.(*net.TCPListener), logger: slog.New(slog.NewTextHandler(warned, nil))}
		ended := start(func() { _, err = c.accept(ctx) })
		Eventually(warned).Should(gbytes.Say("cannot accept a client, trying again"))
		Consistently(ended, "20ms").ShouldNot(BeClosed())
		stop()
		Eventually(ended).Should(BeClosed())
		Expect(err).To(HaveOccurred())
	})
})
