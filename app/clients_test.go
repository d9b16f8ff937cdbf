package app

import (
	"errors"
	"net"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

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
		c := &clients{listener: listener.(*net.TCPListener), fail: func(err error) { fault = err }}
		accepted, err := c.accept(GinkgoT().Context())
		Expect(err).NotTo(HaveOccurred())
		c.session.stats = nil // which no session survives
		c.serveOne(GinkgoT().Context(), accepted)
		Expect(fault).To(MatchError(ContainSubstring("a session failed, please report this: runtime error")))
		Expect(end(conn)).To(HaveOccurred())
	})

	It("stops the server with an error, but with every number in the log", func() {
		server := run()
		server.send("314159265" + grammar.Newline + "271828182" + grammar.Newline)
		boom := errors.New("boom")
		server.clients(server.stop).fail(boom)
		Eventually(server.stopped).WithTimeout(patience).Should(BeClosed())
		Expect(server.err).To(MatchError(boom))
		Expect(server.logged()).To(Equal([]string{"314159265", "271828182"}))
	})
})
