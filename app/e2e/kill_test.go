package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"
)

// kill ends the server with SIGKILL.
func (s *server) kill() {
	GinkgoHelper()
	s.Kill()
	Eventually(s).Should(gexec.Exit())
}

var _ = Describe("A flooded program", func() {
	It("leaves a good log behind whenever it is killed, and resumes it", func() {
		concurrently(rounds(), func(round int) {
			random := random(round)
			killed := serve()
			flood := killed.flood()
			killed.floodedFor(random)
			killed.kill()
			flood.clients.Wait()
			kept := killed.checked(torn)
			Expect(foreign(kept, flood)).To(BeEmpty())

			resumed := resume(killed.dir)
			Expect(string(resumed.Err.Contents())).To(ContainSubstring("which has %d numbers", len(kept)))
			again := resumed.flood() // the same numbers, and more
			resumed.floodedFor(random)
			resumed.Signal(syscall.SIGTERM)
			Eventually(resumed).Should(gexec.Exit(0))
			again.clients.Wait()
			numbers := resumed.checked(whole)
			unique, _ := resumed.reported()
			Expect(numbers).To(HaveLen(len(kept) + unique))
			Expect(foreign(numbers, flood, again)).To(BeEmpty())
		})
	})

	DescribeTable("stops cleanly at any moment by",
		func(stop func(*server)) {
			concurrently(rounds(), func(round int) {
				server := serve()
				flood := server.flood()
				server.floodedFor(random(round))
				stop(server)
				Eventually(server).Should(gexec.Exit(0))
				flood.clients.Wait()
				server.holdsWhatWasReported(flood)
			})
		},
		Entry("a terminate line", func(s *server) { s.send("terminate") }),
		Entry("SIGINT", func(s *server) { s.Signal(syscall.SIGINT) }),
		Entry("SIGTERM", func(s *server) { s.Signal(syscall.SIGTERM) }),
	)
})

// holdsWhatWasReported checks that the log ends with a whole line and holds as many
// numbers as the reports say, all of them sent by flood.
func (s *server) holdsWhatWasReported(flood *flood) {
	GinkgoHelper()
	flood.clients.Wait()
	numbers := s.checked(whole)
	unique, _ := s.reported()
	Expect(numbers).To(HaveLen(unique))
	Expect(foreign(numbers, flood)).To(BeEmpty())
}

var _ = Describe("A killed program", func() {
	It("loses nothing that was sent while it is idle", func() {
		server := serve()
		server.send("314159265", "007007009")
		Eventually(server.logged).Should(Equal([]string{"314159265", "7007009"}))
		server.kill()
		Expect(server.logged()).To(Equal([]string{"314159265", "7007009"}))
	})

	DescribeTable("loses nothing of a client",
		func(deliver func(server *server, text []byte)) {
			concurrently(rounds(), func(round int) {
				server := serve()
				count := 300_000 + random(round).IntN(300_000) // enough to fill every queue
				deliver(server, numberText(0, count))
				Expect(server.Command.Process.Kill()).To(Succeed())
				Eventually(server).Should(gexec.Exit())
				Expect(server.checked(torn)).To(HaveLen(count))
			})
		},
		Entry("that has seen the end of the connection", (*server).sendAll),
		Entry("for which numberserver send has returned 0", func(server *server, text []byte) {
			path := filepath.Join(GinkgoT().TempDir(), "input")
			Expect(os.WriteFile(path, text, 0o600)).To(Succeed())
			output, err := exec.Command(binary, "send", "--addr", server.addr, path).CombinedOutput()
			Expect(err).NotTo(HaveOccurred(), "%s", output)
		}),
	)
})
