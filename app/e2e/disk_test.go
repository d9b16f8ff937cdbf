//go:build linux

package e2e

import (
	"io"
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"numberserver/app/internal/testkit"
)

// failsWhenFlooded floods the server and checks that it ends with one line on
// stderr and status 1, and that its log is right.
func (s *server) failsWhenFlooded(pattern string) {
	GinkgoHelper()
	flood := s.flood()
	Eventually(s).Should(gexec.Exit(1))
	Expect(s.Messages()).To(MatchRegexp(`^numberserver: [^\n]*` + pattern + `[^\n]*\n$`))
	s.holdsWhatWasReported(flood)
}

var _ = Describe("A log that cannot grow", func() {
	const missing = `: \d+ accepted numbers are missing from the log`

	It("stops the program on a full disk", func() {
		server := &server{testkit.StartServer(testkit.OnFullDisk())}
		server.failsWhenFlooded("write numbers.log: no space left on device" + missing)
	})

	It("is what an open page says", func() {
		server := shell(`ulimit -f 100; exec "$0" --addr 127.0.0.1:0 --metrics-addr 127.0.0.1:0`)
		response, err := http.Get("http://" + server.metricsAddr() + "/events")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(response.Body.Close)
		server.flood()
		events, _ := io.ReadAll(response.Body)
		Expect(string(events)).To(ContainSubstring(`"clean":false,"error":"write numbers.log: file too large`))
	})

	It("stops the program when the disk fails, at whichever write", func() {
		needsStrace()
		writes := []string{"1", "5", "20"}
		concurrently(len(writes), func(i int) {
			server := shell(traced(onLog("-e trace=write -e inject=write:error=EIO:when=" + writes[i])))
			server.failsWhenFlooded("write numbers.log: input/output error" + missing)
		})
	})

	It("stops the program when a sync fails, which is not tried again", func() {
		needsStrace()
		server := shell(traced(onLog("-e trace=fsync -e inject=fsync:error=EIO"), "--sync-every 10ms"))
		server.failsWhenFlooded("the log is not durable: sync numbers.log: input/output error")
		Expect(strings.Count(server.trace(), "fsync(")).To(Equal(1))
	})
})

var _ = Describe("Opening the log", func() {
	BeforeEach(needsStrace)

	DescribeTable("fails, and says why, when the file cannot be locked:",
		func(failure, reason string) {
			session := testkit.Start(testkit.Shell(traced("-e trace=flock -e inject=flock:error=" + failure)))
			Eventually(session).Should(gexec.Exit(1))
			Expect(string(session.Err.Contents())).To(MatchRegexp(`^numberserver: cannot lock the log numbers\.log: ` + reason + `[^\n]*\n$`))
			Expect(string(session.Err.Contents())).NotTo(ContainSubstring("in use"))
		},
		Entry("no locks left", "ENOLCK", "no locks available"),
		Entry("a file system without locks", "EOPNOTSUPP", "operation not supported"),
	)

	It("tries again to lock the file when a signal interrupts it", func() {
		server := shell(traced("-e trace=flock -e inject=flock:error=EINTR:when=1..3"))
		server.Send("314159265", "terminate")
		Eventually(server).Should(gexec.Exit(0))
		Expect(server.Lines()).To(Equal([]string{"314159265"}))
		Expect(strings.Count(server.trace(), "flock(")).To(BeNumerically(">", 3), "strace counts for every thread by itself")
	})

	It("syncs the folder of a new log, so that the file survives a loss of power", func() {
		server := shell(traced("-y -e trace=fsync"))
		Expect(server.trace()).To(MatchRegexp(`fsync\(\d+<%s>`, server.Dir))
	})
})
