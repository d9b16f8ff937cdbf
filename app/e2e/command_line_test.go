package e2e

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

var _ = Describe("The command line", func() {
	DescribeTable("ends with one line and status 2 when it is wrong",
		func(reason string, args ...string) {
			session := call(args...)
			Expect(session).To(gexec.Exit(2))
			Expect(session.Out.Contents()).To(BeEmpty())
			Expect(string(session.Err.Contents())).To(MatchRegexp(`^numberserver: [^\n]*` + reason + `[^\n]*\n$`))
		},
		Entry("no clients", "0 clients", "--clients", "0"),
		Entry("a negative period", "period", "--report-every=-1s"),
		Entry("a negative period as a word of its own", "report-every", "--report-every", "-1s"),
		Entry("a period without a unit", "report-every", "--report-every", "10"),
		Entry("an address that is none", "not a TCP address", "--addr", "nonsense"),
		Entry("a port that is none", "no such port", "--addr", ":99999"),
		Entry("metrics at an address that is none", "metrics: [^\n]*not a TCP address", "--metrics-addr", "nonsense"),
		Entry("an empty log", "needs a path", "--log="),
		Entry("an unknown flag", "unknown flag --bogus", "--bogus"),
		Entry("an unknown command", "unexpected argument bogus", "bogus"),
	)

	It("takes every flag from the environment, too", func() {
		cmd := command()
		cmd.Env = append(os.Environ(), "NUMBERSERVER_ADDR=127.0.0.1:0", "NUMBERSERVER_LOG=other.log",
			"NUMBERSERVER_CLIENTS=7", "NUMBERSERVER_REPORT_EVERY=10ms")
		server := started(cmd)
		Expect(server.Err.Contents()).To(ContainSubstring("at most 7 clients, logging to other.log"))
		Expect(filepath.Join(cmd.Dir, "other.log")).To(BeARegularFile())
		Eventually(server.Out).Should(gbytes.Say("Received 0 unique"))
	})

	It("says which flags there are, with their defaults and variables", func() {
		session := call("serve", "--help")
		Expect(session).To(gexec.Exit(0))
		help := string(session.Out.Contents())
		for flag, value := range map[string]string{
			"addr": ":4000", "log": "numbers.log", "clients": "5", "report-every": "10s",
			"idle-timeout": "0s", "sync-every": "1s",
		} {
			variable := "NUMBERSERVER_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
			Expect(help).To(MatchRegexp(`--%s=[^(]*\(default\s+%s\)\s+\(\$%s\)`, flag, value, variable))
		}
		Expect(help).To(MatchRegexp(`--resume\s[^(]*\(\$NUMBERSERVER_RESUME\)`))
		Expect(help).To(MatchRegexp(`--metrics-addr=[^(]*\(default: not at all\)\s+\(\$NUMBERSERVER_METRICS_ADDR\)`))
	})

	It("does not take a variable for the version flag", func() {
		cmd := command("--addr", "127.0.0.1:0")
		cmd.Env = append(os.Environ(), "NUMBERSERVER_VERSION=1.2.3")
		started(cmd)
	})

	It("says which version it is", func() {
		session := call("--version")
		Expect(session).To(gexec.Exit(0))
		Expect(session.Out).To(gbytes.Say(`\S+ go1`))
	})
})

var _ = Describe("A start that fails", func() {
	DescribeTable("ends with one line and status 1 for a log that cannot be one",
		func(log, reason string) {
			session := call("--addr", "127.0.0.1:0", "--log", log)
			Expect(session).To(gexec.Exit(1))
			Expect(string(session.Err.Contents())).To(MatchRegexp(`^numberserver: cannot open the log: [^\n]*` + reason + `[^\n]*\n$`))
		},
		Entry("a folder", ".", `\. is no regular file`),
		Entry("in no folder", "none/numbers.log", "none/numbers.log: no such file"),
	)

	It("names the port when it is in use, and leaves the log as it is", func() {
		first := serve()
		first.send("314159265")
		Eventually(first.logged).Should(Equal([]string{"314159265"}))

		second := call("--addr", first.addr, "--log", first.log)
		Expect(second).To(gexec.Exit(1))
		Expect(string(second.Err.Contents())).To(MatchRegexp(`^numberserver: cannot listen on %s: [^\n]*\n$`, first.addr))
		Expect(first.logged()).To(Equal([]string{"314159265"}))
	})
})
