//go:build linux

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

// failsWith checks that a flooded server ends with one line on stderr, after the
// one from its start, and with status 1.
func (s *server) failsWith(pattern string) {
	GinkgoHelper()
	s.flood = startFlood(s.addr, 0)
	Eventually(s).Should(gexec.Exit(1))
	_, said, _ := strings.Cut(string(s.Err.Contents()), "\n")
	Expect(said).To(MatchRegexp(`^numberserver: [^\n]*` + pattern + `[^\n]*\n$`))
}

// holdsWhatWasReported checks that the log ends on a whole line and holds as many
// numbers as the reports say, and that all of them were sent.
func (s *server) holdsWhatWasReported() {
	GinkgoHelper()
	s.flood.clients.Wait()
	numbers := s.checked(false)
	unique, _ := s.reported()
	Expect(numbers).To(HaveLen(unique))
	for number := range numbers {
		Expect(s.flood.wasSent(number)).To(BeTrue(), "%d", number)
	}
}

var _ = Describe("A log that cannot grow", func() {
	const missing = `write numbers.log: %s: \d+ accepted numbers are missing from the log`

	It("stops the program on a full disk", func() {
		skipUnless("unshare -rm true", "this needs the right to mount: unshare -rm")
		folder := GinkgoT().TempDir()
		// The log is copied to where it can be seen before the mount goes with the program.
		server := shell(`unshare -rm --fork --kill-child sh -c 'mkdir small && mount -t tmpfs -o size=1m none small && cd small &&
			"$0" --addr 127.0.0.1:0; status=$?; cp numbers.log ` + folder + `; exit $status' "$0"`)
		server.log = filepath.Join(folder, "numbers.log")
		server.failsWith(strings.Replace(missing, "%s", "no space left on device", 1))
		server.holdsWhatWasReported()
	})

	It("stops the program at the size limit of files, in the middle of a line", func() {
		server := shell(`ulimit -f 100; exec "$0" --addr 127.0.0.1:0`)
		server.failsWith(strings.Replace(missing, "%s", "file too large", 1))
		server.holdsWhatWasReported()
		Expect(server.size()).To(BeNumerically(">", 50_000))
	})

	It("stops the program when the disk fails, at whichever write", func() {
		skipUnless("strace true", "this needs strace")
		for _, write := range []string{"5", "20"} {
			// Every write of the process is counted, so some are for the output.
			server := shell(`exec strace -D -f -qq -o /dev/null -P "$PWD/numbers.log" -e trace=write -e inject=write:error=EIO:when=` + write +
				` "$0" --addr 127.0.0.1:0`)
			server.failsWith(strings.Replace(missing, "%s", "input/output error", 1))
			server.holdsWhatWasReported()
		}
	})

	It("stops the program when a sync fails, which is not tried again", func() {
		skipUnless("strace true", "this needs strace")
		server := shell(`exec strace -D -f -qq -o syncs -P "$PWD/numbers.log" -e trace=fsync -e inject=fsync:error=EIO "$0" --addr 127.0.0.1:0 --sync-every 10ms`)
		server.failsWith("the log is not durable: sync numbers.log: input/output error")
		server.holdsWhatWasReported()
		syncs, err := os.ReadFile(filepath.Join(filepath.Dir(server.log), "syncs"))
		Expect(err).NotTo(HaveOccurred())
		Expect(strings.Count(string(syncs), "fsync(")).To(Equal(1))
	})

	It("makes clients wait where it grows slowly, and loses nothing", func() {
		skipUnless("strace true", "this needs strace")
		server := shell(`exec strace -D -f -qq -o /dev/null -P "$PWD/numbers.log" -e trace=write -e inject=write:delay_enter=20000 "$0" --addr 127.0.0.1:0`)
		server.flood = startFlood(server.addr, 0)
		Eventually(server.size).Should(BeNumerically(">", 1_000_000))
		server.send("terminate")
		Eventually(server).Should(gexec.Exit(0))
		server.holdsWhatWasReported()
	})
})

var _ = Describe("A disk that hangs", func() {
	BeforeEach(func() { skipUnless("strace true", "this needs strace") })

	// hanging starts a server whose syncs take longer than it waits, and stops it.
	// Whatever it does, strace lets it end only then.
	hanging := func(microseconds string) *server {
		GinkgoHelper()
		server := shell(`exec strace -D -f -qq -o /dev/null -P "$PWD/numbers.log" -e trace=fsync -e inject=fsync:delay_enter=` + microseconds + ` "$0" --addr 127.0.0.1:0 --sync-every 0`)
		server.send("314159265")
		Eventually(server.logged).Should(Equal([]string{"314159265"}))
		server.send("terminate")
		Eventually(server.Err).Should(gbytes.Say("still stopping: waiting for the disk to sync numbers.log"))
		return server
	}

	It("does not keep the program from its end for more than five seconds", func() {
		server := hanging("7000000")
		Eventually(server.Err).Should(gbytes.Say("numberserver: gave up stopping after 5s: still waiting for the disk to sync numbers.log\n"))
		Eventually(server).Should(gexec.Exit(1))
	})

	It("does not keep a second signal from ending the program at once", func() {
		server := hanging("2000000")
		server.Signal(syscall.SIGINT)
		server.Signal(syscall.SIGTERM)
		Eventually(server.Err).Should(gbytes.Say("numberserver: stopped at once by a second signal"))
		Eventually(server).Should(gexec.Exit(1))
	})
})
