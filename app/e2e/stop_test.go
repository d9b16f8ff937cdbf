package e2e

import (
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

var _ = Describe("A flooded program", func() {
	DescribeTable("stops cleanly at any moment, and says why:",
		func(reason string, stop func(*server)) {
			concurrently(rounds(), func(round int) {
				server := serve()
				flood := server.flood()
				server.floodedFor(random(round))
				stop(server)
				Eventually(server).Should(gexec.Exit(0))
				Expect(server.Err).To(gbytes.Say("numberserver: stopping: " + reason))
				server.holdsWhatWasReported(flood)
			})
		},
		Entry("a terminate line", "terminate from 127.0.0.1:", func(s *server) { s.Send("terminate") }),
		Entry("SIGINT", "SIGINT\n", func(s *server) { s.Signal(syscall.SIGINT) }),
		Entry("SIGTERM", "SIGTERM\n", func(s *server) { s.Signal(syscall.SIGTERM) }),
		Entry("SIGHUP", "SIGHUP\n", func(s *server) { s.Signal(syscall.SIGHUP) }),
	)
})

var _ = Describe("A program that is stopped by a terminate line", func() {
	It("exits with status 0, even if it gets SIGTERM until it has exited", func() {
		concurrently(max(rounds(), 20), func(int) {
			server := serve()
			server.Send("terminate")
			// Not for so long that the program takes one for a second signal of the user.
			for start := time.Now(); server.ExitCode() == -1 && time.Since(start) < 50*time.Millisecond; {
				server.Signal(syscall.SIGTERM)
			}
			Eventually(server).Should(gexec.Exit(0))
		})
	})
})
