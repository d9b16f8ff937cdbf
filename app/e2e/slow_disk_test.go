//go:build linux

package e2e

import (
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"

	"numberserver/app/internal/testkit"
)

// These take more than five seconds each, so all of them are begun before the end of
// the first is awaited.
var _ = Describe("What takes long:", Ordered, func() {
	var slowWrites, slowSync, hangingWrite, hangingSync, reporting *server
	var flooding *flood
	var began time.Time

	// stopping starts a server that strace slows down as options say, sends it a
	// number and stops it.
	stopping := func(options string) *server {
		GinkgoHelper()
		server := shell(traced(onLog(options), "--sync-every 0"))
		server.Send("314159265", "terminate")
		return server
	}

	BeforeAll(func() {
		needsStrace()
		began = time.Now()
		reporting = serve()
		slowSync = stopping("-e trace=fsync -e inject=fsync:delay_enter=7000000")
		hangingWrite = stopping("-e trace=write -e inject=write:delay_enter=60000000")
		hangingSync = stopping("-e trace=fsync -e inject=fsync:delay_enter=60000000")

		slowWrites = shell(traced(onLog("-e trace=write -e inject=write:delay_enter=450000")))
		flooding = slowWrites.flood()
		Eventually(slowWrites.size).Should(BeNumerically(">", 0))
		firstWrite := slowWrites.size()
		Eventually(slowWrites.size).Should(BeNumerically(">", firstWrite), "the queues have filled meanwhile")
		slowWrites.Signal(syscall.SIGTERM)
	})

	It("a stop ends at once with a second signal, also when a sync hangs", func() {
		Eventually(hangingSync.Err).Should(gbytes.Say("still stopping: waiting for the disk to sync numbers.log"))
		hangingSync.Signal(syscall.SIGINT)
		hangingSync.Signal(syscall.SIGTERM)
		Eventually(hangingSync.Err).Should(gbytes.Say("numberserver: stopped at once by a second signal"))
		hangingSync.untrace()
		Eventually(hangingSync).Should(gexec.Exit(1))
	})

	It("a stop is not given up during the last sync, which takes seven seconds", func() {
		Eventually(slowSync).WithTimeout(2 * testkit.Patience).Should(gexec.Exit(0))
		Expect(slowSync.Messages()).To(MatchRegexp(`^[^\n]*still stopping: waiting for the disk to sync numbers\.log[^\n]*\n$`))
		Expect(slowSync.Lines()).To(Equal([]string{"314159265"}))
	})

	It("a stop is not given up while numbers are still being written, at half a second a write", func() {
		Eventually(slowWrites).WithTimeout(6 * testkit.Patience).Should(gexec.Exit(0))
		slowWrites.holdsWhatWasReported(flooding)
	})

	It("the first report comes after ten seconds", func() {
		Eventually(reporting.Out).WithTimeout(2 * testkit.Patience).Should(gbytes.Say("Received 0 unique numbers"))
		Expect(time.Since(began)).To(BeNumerically(">", 10*time.Second))
		reporting.Stops()
		Expect(strings.Count(string(reporting.Out.Contents()), "\n")).To(Equal(2), "with the last one")
	})

	It("a stop is given up when a write hangs, and says how many numbers may be missing", func() {
		Eventually(hangingWrite.Err).Should(gbytes.Say("numberserver: gave up stopping after 5s without progress: " +
			"still waiting for numbers to be written to numbers.log; up to 1 accepted number is missing from the log\n"))
		hangingWrite.untrace()
		Eventually(hangingWrite).Should(gexec.Exit(1))
	})
})
