//go:build unix

package e2e

import (
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

// isStopped reports whether the process has stopped because of a signal, once.
func (s *server) isStopped() bool {
	var status syscall.WaitStatus
	_, err := syscall.Wait4(s.Command.Process.Pid, &status, syscall.WUNTRACED|syscall.WNOHANG, nil)
	return err == nil && status.Stopped()
}

var _ = Describe("A paused program", func() {
	It("continues where it was", func() {
		server := serve("--report-every", "50ms")
		Eventually(server.Out).Should(gbytes.Say("Received 0 unique"))
		server.Signal(syscall.SIGSTOP)
		Eventually(server.isStopped).Should(BeTrue())
		server.Send("314159265", "terminate")
		Expect(server.Lines()).To(BeEmpty())
		server.Signal(syscall.SIGCONT)
		Eventually(server).Should(gexec.Exit(0))
		unique := server.reported()
		Expect(unique).To(Equal(1))
	})
})

var _ = Describe("A program that was started with nohup", func() {
	It("ignores SIGHUP", func() {
		server := shell(`trap '' HUP; exec "$0" --addr 127.0.0.1:0`)
		server.Signal(syscall.SIGHUP)
		server.Send("314159265")
		Eventually(server.Lines).Should(Equal([]string{"314159265"}))
		server.Signal(syscall.SIGTERM)
		Eventually(server).Should(gexec.Exit(0))
	})
})
