//go:build unix

package e2e

import (
	"os"
	"path/filepath"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

var _ = Describe("An output that is not read", func() {
	var (
		pipe   *os.File
		server *server
	)

	// serveInto starts a server that reports into pipe.
	serveInto := func() {
		path := filepath.Join(GinkgoT().TempDir(), "pipe")
		Expect(syscall.Mkfifo(path, 0o600)).To(Succeed())
		var err error
		pipe, err = os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(func() { _ = pipe.Close() })
		server = shell(`exec "$0" --addr 127.0.0.1:0 --report-every 1ms >` + path)
	}

	// goesOn checks that the server takes numbers and can stop.
	goesOn := func() {
		GinkgoHelper()
		server.Send("314159265")
		Eventually(server.Lines).Should(Equal([]string{"314159265"}))
		server.Send("271828182", "terminate")
		Eventually(server).Should(gexec.Exit(0))
		Expect(server.Lines()).To(Equal([]string{"314159265", "271828182"}))
	}

	It("does not stop the server when it is a pipe without a reader", func() {
		serveInto()
		Expect(pipe.Close()).To(Succeed())
		Eventually(server.Err).Should(gbytes.Say("cannot print a report.*broken pipe"))
		goesOn()
	})

	It("does not stop the server when it is a full pipe", func() {
		serveInto()
		fill(pipe)
		goesOn()
		Expect(server.Err).To(gbytes.Say("the last report is not printed"))
		Expect(server.Messages()).NotTo(ContainSubstring("the disk"), "which is not what the stop waits for")
	})

	It("does not stop the server when it is closed from the start", func() {
		server = shell(`exec "$0" --addr 127.0.0.1:0 --report-every 1ms >&-`)
		goesOn()
		Expect(server.Lines()).To(HaveLen(2), "no report is in the log")
	})
})

// fill writes into pipe until it is full.
func fill(pipe *os.File) {
	GinkgoHelper()
	raw, err := pipe.SyscallConn()
	Expect(err).NotTo(HaveOccurred())
	Expect(raw.Write(func(fd uintptr) bool {
		for size := 1 << 16; size > 0; {
			if _, err := syscall.Write(int(fd), make([]byte, size)); err != nil {
				size /= 2
			}
		}
		return true
	})).To(Succeed())
}
