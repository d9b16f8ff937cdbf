//go:build !windows

package app

import (
	"io"
	"net"
	"path/filepath"
	"runtime"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/grammar"
)

var _ = Describe("Urgent data", func() {
	It("is part of the line in which it stands", func() {
		server := run()
		conn := server.dial()
		write(conn, "111111111"+grammar.Newline+"12345")
		raw, err := conn.SyscallConn()
		Expect(err).NotTo(HaveOccurred())
		Expect(raw.Control(func(fd uintptr) {
			Expect(syscall.Sendto(int(fd), []byte("x"), syscall.MSG_OOB, nil)).To(Succeed())
		})).To(Succeed())
		Expect(end(conn)).To(Equal(io.EOF), "12345x is bad data")
		Expect(server.logged()).To(Equal([]string{"111111111"}))
	})
})

var _ = Describe("A connection", func() {
	It("ends with a reset by default from the start, should the process be killed", func() {
		if runtime.GOOS != "linux" {
			Skip("only Linux promises that connections inherit it")
		}
		listener, err := listenTCP(GinkgoT().Context(), "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(listener.Close)
		client, err := net.Dial("tcp", listener.Addr().String())
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(client.Close)
		conn, err := listener.Accept()
		Expect(err).NotTo(HaveOccurred())
		Expect(conn.Close()).To(Succeed())
		Expect(end(client)).To(MatchError(syscall.ECONNRESET))
	})
})

var _ = Describe("Listening on Unix", func() {
	It("fails for a FIFO in place of the log, and does not wait for a reader", func() {
		settings := Defaults()
		settings.Addr = "127.0.0.1:0"
		settings.Log = filepath.Join(GinkgoT().TempDir(), "fifo")
		Expect(syscall.Mkfifo(settings.Log, 0o600)).To(Succeed())
		_, err := Listen(GinkgoT().Context(), settings)
		Expect(err).To(MatchError(ContainSubstring("not a regular file")))
	})
})
