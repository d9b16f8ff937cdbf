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

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

const mib = 1 << 20

// peakMemory returns the most memory that the process has had.
func (s *server) peakMemory() int {
	GinkgoHelper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Command.Process.Pid))
	Expect(err).NotTo(HaveOccurred())
	match := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	kib, err := strconv.Atoi(string(match[1]))
	Expect(err).NotTo(HaveOccurred())
	return kib << 10
}

// descriptors returns how many files and connections the process has open.
func (s *server) descriptors() int {
	GinkgoHelper()
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.Command.Process.Pid))
	Expect(err).NotTo(HaveOccurred())
	return len(open)
}

// goroutines returns how many goroutines the process has.
func goroutines(metricsAddr string) int {
	GinkgoHelper()
	response, err := http.Get("http://" + metricsAddr + "/debug/pprof/goroutine?debug=1")
	Expect(err).NotTo(HaveOccurred())
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	Expect(err).NotTo(HaveOccurred())
	match := regexp.MustCompile(`goroutine profile: total (\d+)`).FindSubmatch(body)
	count, err := strconv.Atoi(string(match[1]))
	Expect(err).NotTo(HaveOccurred())
	return count
}

// freeAddr returns an address that nobody listens on.
func freeAddr() string {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	defer listener.Close()
	return listener.Addr().String()
}

var _ = Describe("The program's needs", func() {
	It("are small after a thousand numbers", func() {
		server := serve()
		lines := make([]string, 1000)
		for i := range lines {
			lines[i] = fmt.Sprintf("%09d", i*999_983)
		}
		server.send(lines...)
		Eventually(server.logged).Should(HaveLen(1000))
		Expect(server.peakMemory()).To(BeNumerically("<", 64*mib))
	})

	It("are the set of numbers and little more, however many numbers and clients come", func() {
		server := serve()
		flood := startFlood(server.addr, 0)
		Eventually(server.size).Should(BeNumerically(">", 20_000_000))
		for range 2000 {
			server.send("000000001")
		}
		Expect(server.peakMemory()).To(BeNumerically("<", 125_000_000+32*mib))
		server.send("terminate")
		Eventually(server).Should(gexec.Exit(0))
		flood.clients.Wait()
	})

	It("go back to where they were after ten thousand connections", func() {
		metrics := freeAddr()
		server := serve("--metrics-addr", metrics)
		server.send("111111111")
		Eventually(server.logged).Should(HaveLen(1))
		Eventually(func() int { return goroutines(metrics) }).Should(BeNumerically("<", 30))
		open, running := server.descriptors(), goroutines(metrics)
		for range 10_000 {
			conn, err := net.Dial("tcp", server.addr)
			Expect(err).NotTo(HaveOccurred())
			_, _ = io.WriteString(conn, "000000002\n")
			Expect(conn.Close()).To(Succeed())
		}
		Eventually(server.descriptors).Should(BeNumerically("<=", open))
		Eventually(func() int { return goroutines(metrics) }).Should(BeNumerically("<=", running))
	})

	It("may exceed the file descriptors for a while", func() {
		server := shell(`ulimit -n 16; exec "$0" --addr 127.0.0.1:0 --clients 50`)
		var conns []net.Conn
		for range 30 {
			conn, err := net.Dial("tcp", server.addr)
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(func() { _ = conn.Close() })
			conns = append(conns, conn)
		}
		Eventually(server.Err).Should(gbytes.Say("cannot accept a client, trying again.*too many open files"))
		for _, conn := range conns {
			Expect(conn.Close()).To(Succeed())
		}
		server.send("314159265")
		Eventually(server.logged).Should(Equal([]string{"314159265"}))
		server.send("terminate")
		Eventually(server).Should(gexec.Exit(0))
		Expect(strings.Count(string(server.Err.Contents()), "cannot accept")).To(Equal(1))
	})

	It("show in its metrics", func() {
		metrics := freeAddr()
		server := serve("--metrics-addr", metrics, "--clients", "1")
		server.send("314159265", "314159265", "oops")
		Eventually(server.logged).Should(HaveLen(1))
		server.dial()
		server.dial()
		scrape := func() string {
			response, err := http.Get("http://" + metrics + "/metrics")
			if err != nil {
				return err.Error()
			}
			defer response.Body.Close()
			body, _ := io.ReadAll(response.Body)
			return string(body)
		}
		for _, line := range []string{
			"numberserver_unique_total 1", "numberserver_duplicates_total 1", "numberserver_rejected_connections_total 1",
			`numberserver_clients{state="connected"} 1`, `numberserver_clients{state="waiting"} 1`,
		} {
			Eventually(scrape).Should(ContainSubstring(line + "\n"))
		}
	})
})
