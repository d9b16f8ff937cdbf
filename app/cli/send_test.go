package cli

import (
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

// fullDisk is an output that fails.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// file returns the path of a new file with that content.
func file(name, content string) string {
	GinkgoHelper()
	path := filepath.Join(GinkgoT().TempDir(), name)
	Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
	return path
}

// listen runs a server that calls handle for every connection, and returns its
// address.
func listen(handle func(conn net.Conn)) string {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(listener.Close)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go handle(conn)
		}
	}()
	return listener.Addr().String()
}

// readAll reads a connection to its end, as a number server does.
func readAll(conn net.Conn) {
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
		addr := listen(readAll)
		Expect(send("--addr", addr, "000000001", "000000002")).To(Equal(statusOK))
		Expect(out).To(gbytes.Say(`^Sent 2 numbers to ` + addr + `\.\n$`))
		Expect(stderr.Contents()).To(BeEmpty())
	})

	It("prints how many lines it has skipped", func() {
		Expect(send("--addr", listen(readAll), "--skip-invalid", file("oops.txt", "oops\n"), "000000001")).To(Equal(statusOK))
		Expect(out).To(gbytes.Say(`^Sent 1 number to .* Skipped 1 invalid line\.\n$`))
	})

	It("fails on an invalid line, in one line", func() {
		Expect(send("--addr", listen(readAll), "000000001", "12")).To(Equal(statusFailure))
		Expect(out.Contents()).To(BeEmpty())
		Expect(stderr).To(gbytes.Say(`^numberserver: argument 2: 12 has 2 digits, .*\n$`))
	})

	It("fails when the result cannot be printed", func() {
		streams.Out = fullDisk{}
		Expect(send("--addr", listen(readAll), "000000001")).To(Equal(statusFailure))
		Expect(stderr).To(gbytes.Say(`^numberserver: everything was sent, .*: no space left on device\n$`))
	})

	It("prints why it tries again", func() {
		addr := listen(func(conn net.Conn) { _ = conn.Close() })
		Expect(send("--addr", addr, "--retry", "1", "--retry-after", "1ms", "000000001")).To(Equal(statusFailure))
		Expect(stderr).To(gbytes.Say(`^numberserver: .*; trying again \(1 of 1\)\n`))
		Expect(stderr).To(gbytes.Say(`^numberserver: .* rejected the numbers or stopped: .*\n$`))
	})

	It("reads tables with another separator", func() {
		path := file("people.csv", "Id;Age\n000000001;41,5\n000000002;7\n")
		Expect(send("--dry-run", "--csv", "--column", "Id", "--separator", ";", "--where", `Age == "7"`, path)).To(Equal(statusOK))
		Expect(strings.Fields(string(out.Contents()))).To(Equal([]string{"000000002"}))
	})

	It("uses as many connections as it is told to", func() {
		connected := make(chan struct{}, 10)
		addr := listen(func(conn net.Conn) {
			connected <- struct{}{}
			readAll(conn)
		})
		Expect(send("--addr", addr, "--connections", "8", "000000001")).To(Equal(statusOK))
		Expect(connected).To(HaveLen(8))
	})

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
			Expect(stderr).To(gbytes.Say("^numberserver: skipped 1 invalid line\n$"))
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
		Entry("with a separator but no tables", "--separator is for tables; add --csv", "--separator", "tab"),
		Entry("with no connection", "0 connections: there must be 1 to 1000", "--connections", "0"),
		Entry("with too many connections", "1001 connections: there must be 1 to 1000", "--connections", "1001"),
		Entry("with a negative number of workers", "-1 workers: there must be 1 to 256", "--workers=-1"),
		Entry("with too many workers", "1000000000 workers: there must be 1 to 256", "--workers", "1000000000"),
		Entry("with a separator of two characters", `--separator ";;": it must be one character, or the word tab`,
			"--csv", "--column", "Id", "--separator", ";;"),
		Entry("with a quote for a separator", `--separator "\""`, "--csv", "--column", "Id", "--separator", `"`),
		Entry("with a separator that is not UTF-8", "it must be one character, or the word tab", "--csv", "--column", "Id", "--separator", "\xff"),
		Entry("with an empty separator", `--separator ""`, "--csv", "--column", "Id", "--separator", ""),
		Entry("with a negative number of retries", "--retry and --retry-after cannot be less than 0", "--retry=-1"),
		Entry("with an expression that is cut off", `expression "Age >", character 5: unexpected token EOF`,
			"--csv", "--column", "Id", "--where", "Age >"),
	)
})
