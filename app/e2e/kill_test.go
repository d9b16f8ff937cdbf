package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"numberserver/app/internal/testkit"
)

var _ = Describe("A flooded program", func() {
	It("leaves a good log behind whenever it is killed, and resumes it", func() {
		concurrently(rounds(), func(round int) {
			random := random(round)
			killed := serve()
			flood := killed.flood()
			killed.floodedFor(random)
			killed.kill()
			flood.clients.Wait()
			kept := killed.checkedAfterKill()
			Expect(foreign(kept, flood)).To(BeEmpty())

			resumed := resume(killed.Dir)
			Expect(string(resumed.Err.Contents())).To(ContainSubstring("which has %d numbers", len(kept)))
			again := resumed.flood() // the same numbers, and more
			resumed.floodedFor(random)
			resumed.Signal(syscall.SIGTERM)
			Eventually(resumed).Should(gexec.Exit(0))
			again.clients.Wait()
			numbers := resumed.checked()
			unique := resumed.reported()
			Expect(numbers).To(HaveLen(len(kept) + unique))
			Expect(foreign(numbers, flood, again)).To(BeEmpty())
		})
	})
})

var _ = Describe("A killed program", func() {
	DescribeTable("loses nothing that was sent while it is idle",
		func(signal os.Signal) {
			server := serve()
			server.Send("314159265", "007007009")
			Eventually(server.Lines).Should(Equal([]string{"314159265", "7007009"}))
			server.Signal(signal)
			Eventually(server).Should(gexec.Exit())
			Expect(server.ExitCode()).NotTo(BeZero(), "a supervisor starts it again")
			Expect(server.Lines()).To(Equal([]string{"314159265", "7007009"}))
		},
		Entry("SIGKILL", syscall.SIGKILL),
		Entry("SIGQUIT", syscall.SIGQUIT),
	)

	DescribeTable("loses nothing of a client",
		func(deliver func(server *server, text []byte)) {
			concurrently(rounds(), func(round int) {
				server := serve()
				count := 300_000 + random(round).IntN(300_000) // enough to fill every queue
				deliver(server, testkit.Lines(0, count))
				Expect(server.Command.Process.Kill()).To(Succeed())
				Eventually(server).Should(gexec.Exit())
				Expect(server.checkedAfterKill()).To(HaveLen(count))
			})
		},
		Entry("that has seen the end of the connection", (*server).SendAll),
		Entry("for which numberserver send has returned 0", func(server *server, text []byte) {
			path := filepath.Join(GinkgoT().TempDir(), "input")
			Expect(os.WriteFile(path, text, 0o600)).To(Succeed())
			output, err := exec.Command(testkit.Program(), "send", "--addr", server.Addr, path).CombinedOutput()
			Expect(err).NotTo(HaveOccurred(), "%s", output)
		}),
	)
})
