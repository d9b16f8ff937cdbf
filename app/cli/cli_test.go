package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app"
)

var _ = Describe("The command line", func() {
	DescribeTable("ends with one line and status 2 if it is wrong",
		func(reason string, args ...string) {
			p := run(args...)
			Expect(p.status).To(Equal(2))
			Expect(p.out.Contents()).To(BeEmpty())
			Expect(string(p.err.Contents())).To(MatchRegexp(`^numberserver: [^\n]*` + reason + `[^\n]*; see numberserver (serve |send |terminate |completion |help )?--help\n$`))
		},
		Entry("no clients", "0 clients", "--clients", "0"),
		Entry("a negative period", "period", "--report-every=-1s"),
		Entry("a negative period as a word of its own", "report-every", "--report-every", "-1s"),
		Entry("a period without a unit", `--report-every: "10" has no unit; write 10s for seconds`, "--report-every", "10"),
		Entry("a period that is none", `--sync-every: "soon" is not a time; write 10s`, "--sync-every", "soon"),
		Entry("a number that is none", `--clients: "five" is not a whole number`, "--clients", "five"),
		Entry("a number that is not whole", `--clients: "5.5" is not a whole number`, "--clients=5.5"),
		Entry("a flag without its value", "--clients needs a value", "--clients"),
		Entry("a flag without its value, before another", "--log", "--log", "--resume"),
		Entry("the name of a flag elsewhere", `unknown flag --port, did you mean "--addr"\?`, "--port", "4000"),
		Entry("the short name of a flag elsewhere", `unknown flag -p, did you mean "--addr"\?`, "-p", "4000"),
		Entry("the name of a flag as a command", `unexpected argument version, did you mean "--version"\?`, "version"),
		Entry("help on what is no command", "unexpected argument bogus", "help", "bogus"),
		Entry("the same address twice", "--metrics-addr :4000 is the address of the number server, too", "--metrics-addr", ":4000"),
		Entry("the same port on one interface", "--metrics-addr localhost:4000 is the address of the number server, too", "--metrics-addr", "localhost:4000"),
		Entry("an address without a port", "not a TCP address", "--addr", "nonsense"),
		Entry("a port out of range", "no such port", "--addr", ":99999"),
		Entry("a metrics address without a port", "--metrics-addr: [^\n]*not a TCP address", "--metrics-addr", "nonsense"),
		Entry("an empty log", "needs a path", "--log="),
		Entry("a log format that does not exist", `"plain","text","json"`, "--log-format", "xml"),
		Entry("an unknown flag", "unknown flag --bogus", "--bogus"),
		Entry("an unknown command", "unexpected argument bogus", "bogus"),
		Entry("an argument too many", "unexpected argument 123456789", "serve", "123456789"),
		Entry("a mistyped command", `unexpected argument sned, did you mean "send"\?`, "sned", "123456789"),
		Entry("a mistyped command after flags", "unexpected argument sned", "--addr", ":0", "sned"),
		Entry("the beginning of a command", `did you mean "terminate"\?`, "term"),
		Entry("a mistyped flag", `unknown flag --adr, did you mean "--addr"\?`, "--adr", ":0"),
		Entry("a mistyped flag of a command", `unknown flag --colum, did you mean "--column"\?`, "send", "--colum", "Id"),
	)

	It("ends with one line and status 1 if the command fails", func() {
		p := run("send", "--addr", "127.0.0.1:0", "123456789")
		Expect(p.status).To(Equal(1))
		Expect(string(p.err.Contents())).To(MatchRegexp(`^numberserver: [^\n]*127.0.0.1:0[^\n]*\n$`))
	})

	It("prints no control characters that come from outside", func() {
		p := run("\x1b[31mred\nnumberserver: forged")
		Expect(p.status).To(Equal(2))
		Expect(string(p.err.Contents())).To(And(ContainSubstring(`\x1b[31mred`), Not(ContainSubstring("\x1b"))))
		Expect(bytes.Count(p.err.Contents(), []byte("\n"))).To(Equal(1))
	})

	It("prints help with status 0", func() {
		for _, args := range [][]string{{"--help"}, {"send", "--help"}, {"terminate", "--help"}, {"completion", "--help"}, {"help"}, {"help", "send"}, {"help", "help"}} {
			p := run(args...)
			Expect(p.status).To(Equal(0))
			Expect(p.out).To(gbytes.Say("Usage: numberserver"))
			Expect(p.err.Contents()).To(BeEmpty())
		}
	})

	It("prints the flags of the server, with the required defaults and their variables", func() {
		help := string(run("serve", "--help").out.Contents())
		required := app.Defaults()
		for flag, value := range map[string]string{
			"addr": required.Addr, "log": required.Log, "clients": strconv.Itoa(required.Clients),
			"report-every": required.ReportEvery.String(), "idle-timeout": required.IdleTimeout.String(),
			"sync-every": required.SyncEvery.String(), "log-format": "plain",
		} {
			variable := "NUMBERSERVER_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
			Expect(help).To(MatchRegexp(`--%s=[^(]*\(default\s+%s\)\s+\(\$%s\)`, flag, value, variable))
		}
		Expect(help).To(MatchRegexp(`--resume\s[^(]*\(\$NUMBERSERVER_RESUME\)`))
		Expect(help).To(MatchRegexp(`--metrics-addr=[^(]*\(default:\s+off\)\s+\(\$NUMBERSERVER_METRICS_ADDR\)`))
	})

	It("takes every flag from the environment, too", func() {
		log := newLog()
		GinkgoT().Setenv("NUMBERSERVER_ADDR", "127.0.0.1:0")
		GinkgoT().Setenv("NUMBERSERVER_LOG", log)
		GinkgoT().Setenv("NUMBERSERVER_CLIENTS", "7")
		GinkgoT().Setenv("NUMBERSERVER_REPORT_EVERY", "10ms")
		p := start()
		p.isListening()
		Expect(p.err.Contents()).To(ContainSubstring("at most 7 clients, logging to " + log))
		Expect(log).To(BeARegularFile())
		Eventually(p.out).Should(gbytes.Say("Received 0 unique"))
	})

	It("understands the systemd unit", func() {
		command, err := newParser(Streams{}, "").Parse(strings.Fields(serviceCommand())[1:])
		Expect(err).NotTo(HaveOccurred())
		Expect(command.Command()).To(Equal("serve"))
	})

	It("prints the version, which no variable sets", func() {
		GinkgoT().Setenv("NUMBERSERVER_VERSION", "1.2.3")
		p := run("--version")
		Expect(p.status).To(Equal(0))
		Expect(p.out).To(gbytes.Say(`\S+ go1`))
		serve()
	})
})

var _ = Describe("A start that fails", func() {
	DescribeTable("ends with one line and status 1 if the log cannot be opened",
		func(log, reason string) {
			p := run("--addr", "127.0.0.1:0", "--log", log)
			Expect(p.status).To(Equal(1))
			Expect(string(p.err.Contents())).To(MatchRegexp(`^numberserver: cannot open the log: [^\n]*` + reason + `[^\n]*\n$`))
		},
		Entry("a folder", ".", `\. is (no|not a) regular file`),
		Entry("a file in a folder that does not exist", "none/numbers.log", "none/numbers.log: no such file"),
	)

	It("names the port if it is in use, and leaves the log as it is", func() {
		log := newLog()
		Expect(os.WriteFile(log, []byte("314159265\n"), 0o600)).To(Succeed())
		p := run("--addr", serve().addr(), "--log", log)
		Expect(p.status).To(Equal(1))
		Expect(string(p.err.Contents())).To(MatchRegexp(`^numberserver: cannot listen on 127.0.0.1:\d+: [^\n]*\n$`))
		Expect(lines(log)).To(Equal([]string{"314159265"}))
	})

	It("names the metrics address if it is in use", func() {
		p := run("--addr", "127.0.0.1:0", "--log", newLog(), "--metrics-addr", serve().addr())
		Expect(p.status).To(Equal(1))
		Expect(p.err).To(gbytes.Say(`numberserver: status page: cannot listen on 127.0.0.1:\d+: the address is in use; stop `))
	})

	It("refuses a log that is also an output", func() {
		path := filepath.Join(GinkgoT().TempDir(), "numbers.log")
		file, err := os.Create(path)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(file.Close)
		stderr := gbytes.NewBuffer()
		Expect(Main([]string{"--addr", "127.0.0.1:0", "--log", path}, Streams{Out: file, Err: stderr})).To(Equal(1))
		Expect(stderr).To(gbytes.Say("numbers.log is where the output goes"))
	})
})

// serviceCommand returns the command line in the systemd unit.
func serviceCommand() string {
	unit, err := os.ReadFile("numberserver.service")
	Expect(err).NotTo(HaveOccurred())
	_, command, _ := strings.Cut(string(unit), "\nExecStart=")
	command, _, _ = strings.Cut(command, "\n")
	return command
}
