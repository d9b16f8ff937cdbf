package cli

import (
	"os"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

var _ = Describe("The command line", func() {
	DescribeTable("ends with one line and status 2 if it is wrong",
		func(reason string, args ...string) {
			p := run(args...)
			Expect(p.status).To(Equal(2))
			Expect(p.out.Contents()).To(BeEmpty())
			Expect(string(p.err.Contents())).To(And(HavePrefix("numberserver: "), ContainSubstring(reason),
				MatchRegexp(`^[^\n\x1b]*; see numberserver (serve |send |terminate |completion |help )?--help\n$`)))
		},
		Entry("no clients", "0 clients", "--clients", "0"),
		Entry("a negative number as a word of its own", `--clients: "-1" begins with a dash; write --clients="-1"; see`, "--clients", "-1"),
		Entry("an expression that begins with a dash", `--where: "-A > 1" begins with a dash; write --where="-A > 1"; see`, "send", "--where", "-A > 1"),
		Entry("a period without a unit", `--report-every: "10" has no unit; write 10s for seconds; see`, "--report-every", "10"),
		Entry("a period that is none", `--sync-every: "soon" is not a time; write 10s, 1m30s or 500ms; see`, "--sync-every", "soon"),
		Entry("a number that is none", `--clients: "five" is not a whole number; see`, "--clients", "five"),
		Entry("a flag without its value", "--clients needs a value; see", "--clients"),
		Entry("a flag without its value, before another", "--log", "--log", "--resume"),
		Entry("the name of a flag elsewhere", `unknown flag --port, did you mean "--addr"?; see`, "--port", "4000"),
		Entry("the short name of a flag elsewhere", `unknown flag -p, did you mean "--addr"?; see`, "-p", "4000"),
		Entry("another name for the log", `unknown flag --output, did you mean "--log"?; see`, "--output", "numbers.log"),
		Entry("the beginning of a flag", `unknown flag --metrics, did you mean "--metrics-addr"?; see`, "--metrics", ":9400"),
		Entry("the name of a flag as a command", `unexpected argument version, did you mean "--version"?; see`, "version"),
		Entry("help on what is no command", "unexpected argument bogus", "help", "bogus"),
		Entry("the same address twice", "--metrics-addr :4000 is the address of the number server, too", "--metrics-addr", ":4000"),
		Entry("the same port on one interface", "--metrics-addr localhost:4000 is the address", "--metrics-addr", "localhost:4000"),
		Entry("a metrics address without a port", `--metrics-addr: address "nonsense": not a TCP address`, "--metrics-addr", "nonsense"),
		Entry("a log format that does not exist", `"plain","text","json"`, "--log-format", "xml"),
		Entry("an unknown flag", "unknown flag --bogus; see numberserver --help", "--bogus"),
		Entry("a mistyped command", `unexpected argument sned, did you mean "send"?; see numberserver --help`, "sned", "123456789"),
		Entry("the beginning of a command", `did you mean "terminate"?`, "term"),
		Entry("a mistyped flag", `unknown flag --adr, did you mean "--addr"?`, "--adr", ":0"),
		Entry("a mistyped flag of a command", `unknown flag --colum, did you mean "--column"?; see numberserver send --help`, "send", "--colum", "Id"),
		Entry("a server without a port", `address "localhost": not a TCP address; write host:port`, "send", "--addr", "localhost"),
		Entry("a server with an unknown port", `no such port: "numbers"`, "terminate", "--addr", "localhost:numbers"),
		Entry("tables without a column", "--csv needs --column: which column holds the numbers?", "send", "--csv"),
		Entry("a column without tables", "are for tables; add --csv", "send", "--column", "Id"),
		Entry("an expression without tables", "are for tables; add --csv", "send", "--where", "Age > 3"),
		Entry("a separator without tables", "are for tables; add --csv", "send", "--separator", "tab"),
		Entry("an empty expression", "--where: the expression is empty; leave it out", "send", "--csv", "--column", "Id", "--where", " "),
		Entry("two expressions", "--where is there twice; join", "send", "--csv", "--column", "Id", "--where", "A == 1", "--where", "B == 2"),
		Entry("a separator of two characters", `--separator: ";;" is not one character`, "send", "--csv", "--column", "Id", "--separator", ";;"),
		Entry("a quote for a separator", `--separator: "\""`, "send", "--csv", "--column", "Id", "--separator", `"`),
		Entry("a separator that is not UTF-8", "is not one character", "send", "--csv", "--column", "Id", "--separator", "\xff"),
		Entry("a negative number of retries", "--retry and --retry-after cannot be less than 0", "send", "--retry=-1"),
		Entry("a negative pause", "--retry and --retry-after cannot be less than 0", "send", "--retry-after=-1s"),
		Entry("what could change the terminal or imitate a message", `unexpected argument \x1b[31mred; numberserver: forged; see`, "\x1b[31mred\nnumberserver: forged"),
		Entry("no shell", `expected "<shell>"`, "completion"),
	)

	It("takes every flag from the environment, too", func() {
		log := newLog()
		GinkgoT().Setenv("NUMBERSERVER_ADDR", "127.0.0.1:0")
		GinkgoT().Setenv("NUMBERSERVER_LOG", log)
		GinkgoT().Setenv("NUMBERSERVER_CLIENTS", "7")
		GinkgoT().Setenv("NUMBERSERVER_REPORT_EVERY", "10ms")
		p := newProgram()
		p.start()
		Eventually(p.err).Should(gbytes.Say("at most 7 clients, logging to " + log))
		Eventually(p.out).Should(gbytes.Say("Received 0 unique"))
	})

	It("takes no value from an empty variable", func() {
		for _, flag := range []string{"ADDR", "CLIENTS", "RESUME", "REPORT_EVERY"} {
			GinkgoT().Setenv("NUMBERSERVER_"+flag, "")
		}
		p := newProgram()
		p.start("--addr", "127.0.0.1:0", "--log", newLog())
		Eventually(p.err).Should(gbytes.Say("at most 5 clients"))
	})

	It("names a variable that is wrong", func() {
		GinkgoT().Setenv("NUMBERSERVER_CLIENTS", "five")
		p := run()
		p.endsWith(2)
		Expect(p.err).To(gbytes.Say(`^numberserver: --clients: "five" is not a whole number \(from envar NUMBERSERVER_CLIENTS="five"\); see`))
	})

	It("prints the version, which no variable sets", func() {
		GinkgoT().Setenv("NUMBERSERVER_VERSION", "1.2.3")
		p := run("--version")
		p.endsWith(0)
		Expect(p.out).To(gbytes.Say(`^\S+ go1\S*\n$`))
	})

	It("is as in the systemd unit", func() {
		unit, err := os.ReadFile("numberserver.service")
		Expect(err).NotTo(HaveOccurred())
		_, line, _ := strings.Cut(string(unit), "\nExecStart=")
		line, _, _ = strings.Cut(line, "\n")
		command, err := newParser(Streams{}).Parse(strings.Fields(line)[1:])
		Expect(err).NotTo(HaveOccurred())
		Expect(command.Command()).To(Equal("serve"))
	})
})
