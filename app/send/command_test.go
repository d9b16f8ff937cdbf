package send

import (
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/stdio"
)

// fullDisk is an output that takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

var _ = Describe("The send command", func() {
	var (
		streams  stdio.Streams
		out, err *gbytes.Buffer
		command  *Command
	)

	BeforeEach(func() {
		leavesNothing()
		out, err = gbytes.NewBuffer(), gbytes.NewBuffer()
		streams = stdio.Streams{In: strings.NewReader(""), Out: out, Err: err}
		command = &Command{Addr: "localhost:4000", Connections: 1}
	})

	It("says how many numbers it has sent, and where to", func() {
		server := startServer()
		command.Addr, command.Inputs = server.addr, []string{"000000001", "000000002"}
		Expect(command.Run(streams)).To(Succeed())
		Expect(out).To(gbytes.Say("^Sent 2 numbers to " + server.addr + `\.\n$`))
		Expect(err.Contents()).To(BeEmpty())
		Expect(server.logged()).To(ConsistOf("1", "2"))
	})

	It("says how many lines it has left out", func() {
		command.Addr, command.SkipInvalid = startServer().addr, true
		command.Inputs = []string{"oops.txt", "000000001"}
		command.Inputs[0] = file("oops.txt", "oops\n")
		Expect(command.Run(streams)).To(Succeed())
		Expect(out).To(gbytes.Say("^Sent 1 number to .* Left out 1 invalid line.\n$"))
	})

	It("says what was sent before a bad line", func() {
		server := startServer()
		command.Addr, command.Inputs = server.addr, []string{"000000001", "12"}
		Expect(command.Run(streams)).To(MatchError("argument 2: 12 has 2 digits, not 9; --pad puts zeros in front; " +
			"1 number before it sent to " + server.addr + ", nothing after it"))
		Expect(out.Contents()).To(BeEmpty())
		Expect(server.logged()).To(ConsistOf("1"))
	})

	It("says that nothing was sent when the first line is bad", func() {
		command.Addr, command.Inputs = startServer().addr, []string{"12"}
		Expect(command.Run(streams)).To(MatchError(HaveSuffix("; nothing was sent")))
	})

	It("fails when nobody can be told that all was sent", func() {
		command.Addr, streams.Out = startServer().addr, fullDisk{}
		Expect(command.Run(streams)).To(MatchError(ContainSubstring("no space left on device")))
	})

	Context("without sending anything", func() {
		BeforeEach(func() { command.DryRun, command.Pad = true, true })

		It("prints the numbers and nothing else", func() {
			command.Inputs = []string{"1", "2"}
			Expect(command.Run(streams)).To(Succeed())
			Expect(out.Contents()).To(BeEquivalentTo(native("000000001", "000000002")))
			Expect(err.Contents()).To(BeEmpty())
		})

		It("says beside them what it has left out", func() {
			command.SkipInvalid, streams.In = true, strings.NewReader("1\noops\n")
			Expect(command.Run(streams)).To(Succeed())
			Expect(out.Contents()).To(BeEquivalentTo(native("000000001")))
			Expect(err).To(gbytes.Say("^numberserver: left out 1 invalid line\n$"))
		})

		It("prints what is before a bad line and names that", func() {
			streams.In = strings.NewReader("1\noops\n2\n")
			Expect(command.Run(streams)).To(MatchError(`standard input:2: "oops" is no number of 9 digits`))
			Expect(out.Contents()).To(BeEquivalentTo(native("000000001")))
		})

		It("fails when nothing can be printed", func() {
			streams.In, streams.Out = strings.NewReader("1\n"), fullDisk{}
			Expect(command.Run(streams)).To(MatchError("cannot print the numbers: no space left on device"))
		})
	})

	Context("that may try again", func() {
		BeforeEach(func() { command.Retry, command.RetryAfter = 2, time.Millisecond })

		// flaky returns the address of a server that resets so many connections
		// before it reads one, and what it reads then.
		flaky := func(resets int) (addr string, read <-chan string) {
			var connections atomic.Int32
			all := make(chan string, 1)
			return listen(func(conn *net.TCPConn) {
				if connections.Add(1) <= int32(resets) {
					_, _ = conn.Read(make([]byte, 1))
					reset(conn)
					return
				}
				lines, _ := io.ReadAll(conn)
				all <- string(lines)
				_ = conn.Close()
			}), all
		}

		It("sends everything again, from the start, and says so", func() {
			addr, read := flaky(2)
			command.Addr, command.Inputs = addr, []string{file("numbers.txt", numberLines(0, 100)), "000000100"}
			Expect(command.Run(streams)).To(Succeed())
			Expect(read).To(Receive(Equal(numberLines(0, 101))))
			Expect(err).To(gbytes.Say(`^numberserver: .* rejected the numbers or stopped: .*; trying again \(1 of 2\)\n`))
			Expect(err).To(gbytes.Say(`^numberserver: .*; trying again \(2 of 2\)\n$`))
			Expect(out).To(gbytes.Say("^Sent 101 numbers"))
		})

		It("gives up after the last time", func() {
			command.Addr, _ = flaky(3)
			command.Inputs = []string{"000000100"}
			Expect(command.Run(streams)).To(MatchError(ContainSubstring("rejected the numbers or stopped")))
			Expect(out.Contents()).To(BeEmpty())
		})

		It("does not send a bad line again", func() {
			command.Addr, command.Inputs = startServer().addr, []string{"12"}
			Expect(command.Run(streams)).To(MatchError(HavePrefix("argument 1: ")))
			Expect(err.Contents()).To(BeEmpty())
		})

		It("refuses what cannot be read again", func() {
			Expect(command.Run(streams)).
				To(MatchError("standard input cannot be read again; put it in a file, or leave --retry out"))
		})
	})

	DescribeTable("is wrong",
		func(change func(), flaw string) {
			change()
			Expect(command.Validate()).To(MatchError(flaw))
		},
		Entry("without a port", func() { command.Addr = "localhost" }, `address "localhost": not a TCP address; write host:port`),
		Entry("with a port that is none", func() { command.Addr = "localhost:numbers" },
			`address "localhost:numbers": not a TCP address; write host:port`),
		Entry("with a table but no column", func() { command.CSV = true }, "--csv needs --column: which one holds the numbers?"),
		Entry("with a column but no table", func() { command.Column = "Id" }, "--column is for tables; add --csv"),
		Entry("with a condition but no table", func() { command.Where = "Age > 3" }, "--where is for tables; add --csv"),
		Entry("with no connection", func() { command.Connections = 0 }, "0 connections: a server has places for 1 to 5"),
		Entry("with a sixth connection", func() { command.Connections = 6 }, "6 connections: a server has places for 1 to 5"),
		Entry("with fewer workers than none", func() { command.Workers = -1 }, "-1 workers: there must be at least 1"),
		Entry("with fewer tries than none", func() { command.Retry = -1 }, "--retry and --retry-after cannot be less than 0"),
		Entry("with a condition that is none", func() { command.CSV, command.Column, command.Where = true, "Id", "Age >" },
			`expression "Age >", character 5: unexpected token EOF`),
	)
})
