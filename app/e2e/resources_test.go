//go:build linux

package e2e

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

const mib = 1 << 20

// peakMemory returns the peak memory of the process.
func (s *server) peakMemory() int {
	GinkgoHelper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Command.Process.Pid))
	Expect(err).NotTo(HaveOccurred())
	match := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	kib, err := strconv.Atoi(string(match[1]))
	Expect(err).NotTo(HaveOccurred())
	return kib << 10
}

// descriptors returns how many file descriptors the process has open.
func (s *server) descriptors() int {
	GinkgoHelper()
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.Command.Process.Pid))
	Expect(err).NotTo(HaveOccurred())
	return len(open)
}

var statusPage = regexp.MustCompile(`status page at http://(\S+)/\n`)

// metricsAddr returns the address of the server's metrics.
func (s *server) metricsAddr() string {
	GinkgoHelper()
	Eventually(s.Err).Should(gbytes.Say(statusPage.String()))
	return string(statusPage.FindSubmatch(s.Err.Contents())[1])
}

// get returns what is at path at addr.
func get(addr, path string) string {
	GinkgoHelper()
	response, err := http.Get("http://" + addr + path)
	Expect(err).NotTo(HaveOccurred())
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	Expect(err).NotTo(HaveOccurred())
	return string(body)
}

// goroutines returns how many goroutines the process has.
func goroutines(metricsAddr string) int {
	GinkgoHelper()
	match := regexp.MustCompile(`goroutine profile: total (\d+)`).FindStringSubmatch(get(metricsAddr, "/debug/pprof/goroutine?debug=1"))
	count, err := strconv.Atoi(match[1])
	Expect(err).NotTo(HaveOccurred())
	return count
}

var _ = Describe("The memory of the program", func() {
	It("is small until many numbers come", func() {
		server := serve()
		server.Send("314159265")
		Expect(server.peakMemory()).To(BeNumerically("<", 20*mib))
	})

	It("is the set of numbers and little more, however many numbers and clients come", func() {
		server := serve()
		flood := server.flood()
		Eventually(server.size).Should(BeNumerically(">", 20_000_000))
		for range 50 {
			server.Send("000000001")
		}
		Expect(server.peakMemory()).To(BeNumerically("<", 125_000_000+32*mib))
		server.Stops()
		flood.clients.Wait()
	})
})

var _ = Describe("The file descriptors and goroutines of the program", func() {
	It("are as few as before after two thousand connections", func() {
		server := serve("--metrics-addr", "127.0.0.1:0")
		metrics := server.metricsAddr()
		server.SendAll([]byte("111111111\n"))
		Eventually(goroutines).WithArguments(metrics).Should(BeNumerically("<", 30))
		open, running := server.descriptors(), goroutines(metrics)
		for range 2000 {
			conn, err := net.Dial("tcp", server.Addr)
			Expect(err).NotTo(HaveOccurred())
			_, _ = io.WriteString(conn, "000000002\n")
			_ = conn.Close()
		}
		Eventually(server.descriptors).Should(BeNumerically("<=", open))
		Eventually(goroutines).WithArguments(metrics).Should(BeNumerically("<=", running))
	})

	It("may be too few for a while", func() {
		server := shell(`ulimit -n 16; exec "$0" --addr 127.0.0.1:0 --clients 50`)
		conns := make([]net.Conn, 30)
		for i := range conns {
			conns[i] = server.Dial()
		}
		Eventually(server.Err).Should(gbytes.Say("cannot accept a client, trying again.*too many open files"))
		for _, conn := range conns {
			Expect(conn.Close()).To(Succeed())
		}
		server.Send("314159265")
		Eventually(server.Lines).Should(Equal([]string{"314159265"}))
		server.Stops()
		Expect(strings.Count(server.Messages(), "cannot accept")).To(Equal(1))
	})

	It("are not used up by HTTP requests that never end, nor are the answers to others late under load", func() {
		server := shell(`ulimit -n 256; exec "$0" --addr 127.0.0.1:0 --metrics-addr 127.0.0.1:0`)
		metrics := server.metricsAddr()
		for range 300 {
			conn, err := net.Dial("tcp", metrics)
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(conn.Close)
			_, err = io.WriteString(conn, "GET /metrics HTTP/1.1\r\nHost: ")
			Expect(err).NotTo(HaveOccurred())
		}
		server.SendAll([]byte("314159265\n"))
		Expect(server.Lines()).To(Equal([]string{"314159265"}))
		server.flood()
		Eventually(server.size).Should(BeNumerically(">", 1_000_000))
		for _, path := range []string{"/healthz", "/metrics"} {
			asked := time.Now()
			Expect(get(metrics, path)).NotTo(BeEmpty())
			Expect(time.Since(asked)).To(BeNumerically("<", time.Second), path)
		}
		server.Interrupt()
		Eventually(server).Should(gexec.Exit(0))
		Expect(server.Messages()).NotTo(ContainSubstring("too many open files"))
	})
})

var _ = Describe("The metrics", func() {
	It("count numbers and clients", func() {
		server := serve("--metrics-addr", "127.0.0.1:0", "--clients", "1")
		metrics := server.metricsAddr()
		server.Send("314159265", "314159265", "oops")
		Eventually(server.Lines).Should(HaveLen(1))
		server.Dial()
		server.Dial()
		for _, line := range []string{
			"numberserver_unique_total 1", "numberserver_duplicates_total 1", "numberserver_rejected_connections_total 1",
			`numberserver_clients{state="connected"} 1`, `numberserver_clients{state="waiting"} 1`,
		} {
			Eventually(get).WithArguments(metrics, "/metrics").Should(ContainSubstring(line + "\n"))
		}
	})
})
