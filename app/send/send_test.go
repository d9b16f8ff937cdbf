package send

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

// fullDisk is an output that fails.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// settings returns settings to send the inputs over one connection.
func settings(addr string, stdin io.Reader, inputs ...string) Settings {
	GinkgoHelper()
	sources, err := NewSources(inputs, stdin)
	Expect(err).NotTo(HaveOccurred())
	return Settings{Sources: sources, Workers: 2, Addr: addr, Connections: 1}
}

var _ = Describe("Send", func() {
	BeforeEach(leavesNothing)

	It("returns how many numbers it has sent", func(ctx SpecContext) {
		server := startServer()
		Expect(Send(ctx, settings(server.addr, nil, "000000001", "000000002"))).To(Equal(Result{Numbers: 2}))
		Expect(server.logged()).To(ConsistOf("1", "2"))
	})

	It("returns how many lines it has skipped", func(ctx SpecContext) {
		s := settings(startServer().addr, nil, file("oops.txt", "oops\n"), "000000001")
		s.SkipInvalid = true
		Expect(Send(ctx, s)).To(Equal(Result{Numbers: 1, Skipped: 1}))
	})

	It("says what was sent before an invalid line", func(ctx SpecContext) {
		server := startServer()
		_, err := Send(ctx, settings(server.addr, nil, "000000001", "12"))
		Expect(err).To(MatchError("argument 2: 12 has 2 digits, not 9; --pad puts zeros in front; " +
			"1 number before it sent to " + server.addr + ", nothing after it"))
		Expect(server.logged()).To(ConsistOf("1"))
	})

	It("says that nothing was sent if the first line is invalid", func(ctx SpecContext) {
		_, err := Send(ctx, settings(startServer().addr, nil, "12"))
		Expect(err).To(MatchError(HaveSuffix("; nothing was sent")))
	})

	It("reports how many bytes it has read", func(ctx SpecContext) {
		s := settings(startServer().addr, nil, "000000001", "000000002")
		read := make(chan int64, 100)
		s.Progress = func(bytes int64) { read <- bytes }
		Expect(Send(ctx, s)).To(Equal(Result{Numbers: 2}))
		close(read)
		Expect(read).To(Receive(BeZero()))
		last := int64(0)
		for bytes := range read {
			last = bytes
		}
		Expect(last).To(BeEquivalentTo(18))
	})

	Context("with retries", func() {
		// flaky returns the address of a server that resets some connections, and what
		// it reads from the one after them.
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

		// retrying returns settings with two retries, and their messages.
		retrying := func(addr string, inputs ...string) (Settings, *gbytes.Buffer) {
			GinkgoHelper()
			messages := gbytes.NewBuffer()
			s := settings(addr, nil, inputs...)
			s.Retries, s.RetryAfter = 2, time.Millisecond
			s.Notify = func(message string) { _, _ = io.WriteString(messages, message+"\n") }
			return s, messages
		}

		It("sends everything again, from the start, and says so", func(ctx SpecContext) {
			addr, read := flaky(2)
			s, messages := retrying(addr, file("numbers.txt", numberLines(0, 100)), "000000100")
			Expect(Send(ctx, s)).To(Equal(Result{Numbers: 101}))
			Expect(read).To(Receive(Equal(numberLines(0, 101))))
			Expect(messages).To(gbytes.Say(`^.* rejected the numbers or stopped: .*; trying again \(1 of 2\)\n`))
			Expect(messages).To(gbytes.Say(`^.*; trying again \(2 of 2\)\n$`))
		})

		It("gives up after the last retry", func(ctx SpecContext) {
			addr, _ := flaky(3)
			s, _ := retrying(addr, "000000100")
			_, err := Send(ctx, s)
			Expect(err).To(MatchError(ContainSubstring("rejected the numbers or stopped")))
		})

		It("does not retry an invalid line", func(ctx SpecContext) {
			s, messages := retrying(startServer().addr, "12")
			_, err := Send(ctx, s)
			Expect(err).To(MatchError(HavePrefix("argument 1: ")))
			Expect(messages.Contents()).To(BeEmpty())
		})

		It("refuses a source that cannot be read again", func(ctx SpecContext) {
			s := settings("localhost:4000", strings.NewReader(""))
			s.Retries = 1
			_, err := Send(ctx, s)
			Expect(err).To(MatchError("standard input cannot be read again; put it in a file, or leave --retry out"))
		})
	})
})

var _ = Describe("Print", func() {
	var out *gbytes.Buffer

	BeforeEach(func() {
		leavesNothing()
		out = gbytes.NewBuffer()
	})

	padded := func(stdin string) Settings {
		GinkgoHelper()
		s := settings("", strings.NewReader(stdin))
		s.Pad = true
		return s
	}

	It("writes the numbers and nothing else", func(ctx SpecContext) {
		Expect(Print(ctx, padded("1\n2\n"), out)).To(Equal(Result{Numbers: 2}))
		Expect(out.Contents()).To(BeEquivalentTo(native("000000001", "000000002")))
	})

	It("returns how many lines it has skipped", func(ctx SpecContext) {
		s := padded("1\noops\n")
		s.SkipInvalid = true
		Expect(Print(ctx, s, out)).To(Equal(Result{Numbers: 1, Skipped: 1}))
		Expect(out.Contents()).To(BeEquivalentTo(native("000000001")))
	})

	It("writes what is before an invalid line and names that line", func(ctx SpecContext) {
		_, err := Print(ctx, padded("1\noops\n2\n"), out)
		Expect(err).To(MatchError(`standard input:2: "oops" is not a number of 9 digits`))
		Expect(out.Contents()).To(BeEquivalentTo(native("000000001")))
	})

	It("fails when the output fails", func(ctx SpecContext) {
		_, err := Print(ctx, padded("1\n"), fullDisk{})
		Expect(err).To(MatchError("cannot print the numbers: no space left on device"))
	})

	It("ends with its context", func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_, err := Print(ctx, padded("1\n"), out)
		Expect(err).To(MatchError("interrupted"))
	})
})
