//go:build unix

package e2e

import (
	"os/exec"
	"strconv"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

// state returns what ps calls the state of the process: T if it is stopped.
func (s *server) state() (string, error) {
	output, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(s.Command.Process.Pid)).Output()
	return string(output), err
}

var _ = Describe("A paused program", func() {
	It("continues where it was", func() {
		server := serve("--report-every", "50ms")
		Eventually(server.Out).Should(gbytes.Say("Received 0 unique"))
		server.Signal(syscall.SIGSTOP)
		Eventually(server.state).Should(HavePrefix("T"))
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
