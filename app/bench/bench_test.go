package bench_test

import (
	"os"
	"os/exec"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

// patience is how long a spec waits for what should take a moment.
const patience = 30 * time.Second

// bench runs the benchmark with arguments and returns it when it has ended.
func bench(arguments ...string) *gexec.Session {
	session := start(arguments...)
	Eventually(session).WithTimeout(patience).Should(gexec.Exit())
	return session
}

func start(arguments ...string) *gexec.Session {
	command := exec.Command(program, append([]string{"bench"}, arguments...)...)
	command.Env = append(os.Environ(), "TMPDIR="+GinkgoT().TempDir())
	session, err := gexec.Start(command, GinkgoWriter, GinkgoWriter)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(session.Kill)
	return session
}

var _ = Describe("The benchmark", func() {
	It("measures the server beside a sink", func() {
		session := bench("--lines=5000", "--runs=2")
		Expect(session).To(gexec.Exit(0))
		Expect(session).To(gbytes.Say("unique: 5,000 lines from 5 clients, runs: 2"))
		Expect(session).To(gbytes.Say("sink +"))
		Expect(session).To(gbytes.Say("numberserver +"))
	})

	It("measures one load after the other", func() {
		session := bench("random", "duplicates", "small", "trickle", "--lines=2000", "--runs=1")
		Expect(session).To(gexec.Exit(0))
		for _, kind := range []string{"random", "duplicates", "small", "trickle"} {
			Expect(session).To(gbytes.Say(kind + ": 2,000 lines"))
		}
	})

	DescribeTable("does not take",
		func(complaint string, arguments ...string) {
			session := bench(arguments...)
			Expect(session).To(gexec.Exit(2))
			Expect(session.Err).To(gbytes.Say("^numberserver: .*" + complaint + ".*\n$"))
		},
		Entry("an unknown load", "some", "some"),
		Entry("a negative number of lines", "-1 lines", "--lines=-1"),
		Entry("more lines than there are numbers", "1000000001 lines", "--lines=1000000001"),
		Entry("no clients", "0 clients", "--clients=0"),
		Entry("a negative number of runs", "-1 runs", "--runs=-1"),
	)
})
