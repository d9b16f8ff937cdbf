package e2e

import (
	"os"
	"strconv"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"
)

// rounds is how often a spec tries a random moment; the soak tries more.
func rounds() int {
	if count, err := strconv.Atoi(os.Getenv("NUMBERSERVER_ROUNDS")); err == nil {
		return count
	}
	return 5
}

// size returns how long the log is.
func (s *server) size() int64 {
	info, err := os.Stat(s.log)
	if err != nil {
		return 0
	}
	return info.Size()
}

// floodedFor waits until a random moment of a flood.
func (s *server) floodedFor() {
	GinkgoHelper()
	Eventually(s.size).WithPolling(100_000).Should(BeNumerically(">", 10*moment()))
}

var _ = Describe("A flooded program", func() {
	It("leaves a good log behind whenever it is killed, and goes on with it", func() {
		for range rounds() {
			killed := serve()
			flood := startFlood(killed.addr, 0)
			killed.floodedFor()
			killed.Kill()
			Eventually(killed).Should(gexec.Exit())
			flood.clients.Wait()
			kept := killed.checked(true)
			for number := range kept {
				Expect(flood.wasSent(number)).To(BeTrue(), "%d", number)
			}

			// The same input again, and more.
			cmd := command("--addr", "127.0.0.1:0", "--resume")
			cmd.Dir = killed.dir
			resumed := started(cmd)
			Expect(string(resumed.Err.Contents())).To(ContainSubstring("which has %d numbers", len(kept)))
			again := startFlood(resumed.addr, 0)
			resumed.floodedFor()
			resumed.Signal(syscall.SIGTERM)
			Eventually(resumed).Should(gexec.Exit(0))
			again.clients.Wait()
			numbers := resumed.checked(false)
			unique, _ := resumed.reported()
			Expect(numbers).To(HaveLen(len(kept) + unique))
			for number := range numbers {
				Expect(flood.wasSent(number) || again.wasSent(number)).To(BeTrue(), "%d", number)
			}
		}
	})

	It("loses nothing when it is killed while idle", func() {
		server := serve()
		server.send("314159265", "007007009")
		Eventually(server.logged).Should(Equal([]string{"314159265", "7007009"}))
		server.Kill()
		Eventually(server).Should(gexec.Exit())
		Expect(server.logged()).To(Equal([]string{"314159265", "7007009"}))
	})

	DescribeTable("stops cleanly at any moment by",
		func(stop func(*server)) {
			for range rounds() {
				server := serve()
				flood := startFlood(server.addr, 0)
				server.floodedFor()
				stop(server)
				Eventually(server).Should(gexec.Exit(0))
				flood.clients.Wait()
				numbers := server.checked(false)
				for number := range numbers {
					Expect(flood.wasSent(number)).To(BeTrue(), "%d", number)
				}
				unique, _ := server.reported()
				Expect(numbers).To(HaveLen(unique))
			}
		},
		Entry("a terminate line", func(s *server) { s.send("terminate") }),
		Entry("SIGINT", func(s *server) { s.Signal(syscall.SIGINT) }),
		Entry("SIGTERM", func(s *server) { s.Signal(syscall.SIGTERM) }),
	)
})
