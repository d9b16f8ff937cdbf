package cli

import (
	"io"
	"net"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/internal/testkit"
)

// readAll reads a connection to its end, as a number server does.
func readAll(conn *net.TCPConn) {
	_, _ = io.Copy(io.Discard, conn)
	_ = conn.Close()
}

var _ = Describe("The send command", func() {
	var (
		streams     Streams
		out, stderr *gbytes.Buffer
	)

	BeforeEach(func() {
		out, stderr = gbytes.NewBuffer(), gbytes.NewBuffer()
		streams = Streams{In: strings.NewReader(""), Out: out, Err: stderr}
	})

	send := func(args ...string) (status int) { return Main(append([]string{"send"}, args...), streams) }

	It("prints how many numbers it has sent, and where to", func() {
		addr := testkit.Listen(readAll)
		Expect(send("--addr", addr, "000000001", "000000002")).To(Equal(statusOK))
		Expect(out).To(gbytes.Say(`^Sent 2 numbers to ` + addr + ` in \d+\.\d s\.\n$`))
		Expect(stderr.Contents()).To(BeEmpty())
	})

	It("prints nothing with --quiet, unless something is left out", func() {
		Expect(send("--quiet", "--addr", testkit.Listen(readAll), "000000001")).To(Equal(statusOK))
		Expect(stderr.Contents()).To(BeEmpty())
		streams.In = strings.NewReader("oops\n")
		Expect(send("--quiet", "--skip-invalid", "--addr", testkit.Listen(readAll))).To(Equal(statusOK))
		Expect(stderr).To(gbytes.Say(`^numberserver: skipped 1 invalid line: the first is standard input:1: "oops" is .*\n$`))
		Expect(out.Contents()).To(BeEmpty())
	})

	It("prints how many lines it has skipped", func() {
		Expect(send("--addr", testkit.Listen(readAll), "--skip-invalid", testkit.File("oops.txt", "oops\n"), "000000001")).To(Equal(statusOK))
		Expect(out).To(gbytes.Say(`^Sent 1 number to .* s; skipped 1 invalid line: the first is .*oops\.txt:1: "oops" is not a number of 9 digits\.\n$`))
	})

	It("fails on an invalid line, in one line", func() {
		Expect(send("--addr", testkit.Listen(readAll), "000000001", "12")).To(Equal(statusFailure))
		Expect(out.Contents()).To(BeEmpty())
		Expect(stderr).To(gbytes.Say(`^numberserver: argument 2: 12 has 2 digits, .*\n$`))
	})

	It("fails when the result cannot be printed", func() {
		streams.Out = testkit.FullDisk{}
		Expect(send("--addr", testkit.Listen(readAll), "000000001")).To(Equal(statusFailure))
		Expect(stderr).To(gbytes.Say(`^numberserver: everything was sent, .*: no space left on device\n$`))
	})

	It("prints why it tries again", func() {
		addr := testkit.Listen(func(conn *net.TCPConn) { _ = conn.Close() })
		Expect(send("--addr", addr, "--retry", "1", "--retry-after", "1ms", "000000001")).To(Equal(statusFailure))
		Expect(stderr).To(gbytes.Say(`^numberserver: .*; trying again \(1 of 1\)\n`))
		Expect(stderr).To(gbytes.Say(`^numberserver: .* rejected the numbers or stopped: .*\n$`))
	})

	DescribeTable("reads tables with another separator",
		func(separator, content string) {
			path := testkit.File("people.csv", content)
			Expect(send("--dry-run", "--csv", "--column", "Id", "--separator", separator, "--where", `Age == "7"`, path)).To(Equal(statusOK))
			Expect(strings.Fields(string(out.Contents()))).To(Equal([]string{"000000002"}))
		},
		Entry("a semicolon", ";", "Id;Age\n000000001;41,5\n000000002;7\n"),
		Entry("the word tab", "tab", "Id\tAge\n000000001\t41,5\n000000002\t7\n"),
		Entry("the escape of a tab", `\t`, "Id\tAge\n000000001\t41,5\n000000002\t7\n"),
		Entry("a tab", "\t", "Id\tAge\n000000001\t41,5\n000000002\t7\n"),
		Entry("another character", "§", "Id§Age\n000000001§41,5\n000000002§7\n"),
	)

	Context("with --dry-run", func() {
		It("prints the numbers and nothing else", func() {
			Expect(send("--dry-run", "--pad", "1", "2")).To(Equal(statusOK))
			Expect(strings.Fields(string(out.Contents()))).To(Equal([]string{"000000001", "000000002"}))
			Expect(stderr.Contents()).To(BeEmpty())
		})

		It("prints how many lines it has skipped on stderr", func() {
			streams.In = strings.NewReader("000000001\noops\n")
			Expect(send("--dry-run", "--skip-invalid")).To(Equal(statusOK))
			Expect(strings.Fields(string(out.Contents()))).To(Equal([]string{"000000001"}))
			Expect(stderr).To(gbytes.Say(`^numberserver: skipped 1 invalid line: the first is standard input:2: .*\n$`))
		})
	})

	DescribeTable("is wrong usage",
		func(reason string, args ...string) {
			Expect(send(args...)).To(Equal(statusUsage))
			Expect(out.Contents()).To(BeEmpty())
			Expect(string(stderr.Contents())).To(And(HavePrefix("numberserver: "), ContainSubstring(reason)))
			Expect(strings.Count(string(stderr.Contents()), "\n")).To(Equal(1))
		},
		Entry("with an unknown flag", "unknown flag --bogus", "--bogus"),
		Entry("without a port", `address "localhost": not a TCP address; write host:port`, "--addr", "localhost"),
		Entry("with an unknown port", `address "localhost:numbers": no such port: "numbers"; write host:port`, "--addr", "localhost:numbers"),
		Entry("with tables but no column", "--csv needs --column: which column holds the numbers?", "--csv"),
		Entry("with a column but no tables", "--column is for tables; add --csv", "--column", "Id"),
		Entry("with an expression but no tables", "--where is for tables; add --csv", "--where", "Age > 3"),
		Entry("with no header but no tables", "--no-header is for tables; add --csv", "--no-header"),
		Entry("with an empty expression", "--where: the expression is empty; leave it out to send all rows", "--csv", "--column", "Id", "--where", " "),
		Entry("with a separator but no tables", "--separator is for tables; add --csv", "--separator", "tab"),
		Entry("with a separator of two characters", `--separator ";;": it must be one character, or the word tab`,
			"--csv", "--column", "Id", "--separator", ";;"),
		Entry("with a quote for a separator", `--separator "\""`, "--csv", "--column", "Id", "--separator", `"`),
		Entry("with a separator that is not UTF-8", "it must be one character, or the word tab", "--csv", "--column", "Id", "--separator", "\xff"),
		Entry("with a negative number of retries", "--retry and --retry-after cannot be less than 0", "--retry=-1"),
		Entry("with an expression that is cut off", `--where "Age >", character 5: unexpected token EOF`,
			"--csv", "--column", "Id", "--where", "Age >"),
	)
})
