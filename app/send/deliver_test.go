package send

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/grammar"
	"numberserver/app/internal/testkit"
)

// plenty is more numbers than the system buffers for a server that does not read.
const plenty = 2_000_000

// logged returns a logger to out.
func logged(out io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(out, nil)) }

var _ = Describe("Send", func() {
	BeforeEach(testkit.LeavesNothing)

	// deliver sends count numbers to addr.
	deliver := func(ctx context.Context, addr string, count int) error {
		GinkgoHelper()
		_, err := Send(ctx, settings(addr, strings.NewReader(numberLines(0, count))))
		return err
	}

	It("hands over all numbers in order, and says how many", func(ctx SpecContext) {
		addr, read := recorder(0)
		Expect(Send(ctx, settings(addr, strings.NewReader(numberLines(0, 100_000))))).To(Equal(Result{Numbers: 100_000}))
		Expect(<-read == numberLines(0, 100_000)).To(BeTrue())
	})

	It("connects to the server even with nothing to send", func(ctx SpecContext) {
		Expect(deliver(ctx, startServer(), 0)).To(Succeed())
		Expect(deliver(ctx, unusedAddr, 0)).To(MatchError("cannot reach " + unusedAddr + ": connection refused; is the server running there?"))
	})

	It("says what was sent before an invalid line", func(ctx SpecContext) {
		addr, read := recorder(0)
		_, err := Send(ctx, settings(addr, nil, "000000001", "12"))
		Expect(err).To(MatchError("argument:2: 12 has 2 digits, not 9; --pad puts zeros in front; " +
			"1 number before it sent to " + addr + ", nothing after it"))
		Expect(<-read).To(Equal(native("000000001")))
		_, err = Send(ctx, settings(addr, nil, "12"))
		Expect(err).To(MatchError(HaveSuffix("; nothing was sent")))
	})

	It("tells how many bytes it reads, of how many", func(ctx SpecContext) {
		s := settings(startServer(), nil, "000000001", "000000002")
		var of, read int64
		s.Progress = func(size int64) io.Writer {
			of = size
			return writerFunc(func(b []byte) (int, error) {
				read += int64(len(b))
				return len(b), nil
			})
		}
		Expect(Send(ctx, s)).To(Equal(Result{Numbers: 2}))
		Expect([]int64{of, read}).To(Equal([]int64{18, 18}))
	})

	It("names an unknown host in one short line", func(ctx SpecContext) {
		err := deliver(ctx, strings.Repeat("x", 10_000)+"\x1b:4000", 1)
		Expect(err).To(MatchError(And(HavePrefix(`cannot reach "xxx`), HaveSuffix("; is the server running there?"))))
		Expect(len(err.Error())).To(BeNumerically("<", 500))
		Expect(err.Error()).NotTo(ContainSubstring("\x1b"))
	})

	DescribeTable("fails when the server resets the connection before it has read everything",
		func(ctx SpecContext, bytes, count int, handedOver string) {
			addr := testkit.Listen(func(conn *net.TCPConn) {
				_, _ = io.ReadFull(conn, make([]byte, bytes))
				reset(conn)
			})
			_, err := Send(ctx, settings(addr, strings.NewReader(numberLines(0, count)+"oops\n"))) // the reset matters more
			Expect(err).To(MatchError(MatchRegexp("^" + addr + " ended the connection: connection reset by peer; it stopped, timed out or failed " +
				`\(its messages say which\); ` + handedOver + " numbers handed over, of which it may have logged fewer; it is safe to send all again$")))
		},
		Entry("instead of reading on", 1, plenty, `[\d,]+`), Entry("of which little is left", 3*grammar.Length, 4, "4"),
		Entry("or in place of its end", 5*grammar.Length, 4, "4"),
	)

	DescribeTable("fails when the server closes the connection before the sender does",
		func(ctx SpecContext, bytes int) {
			closed := make(chan struct{})
			addr := testkit.Listen(func(conn *net.TCPConn) {
				_, _ = io.ReadFull(conn, make([]byte, bytes))
				_ = conn.CloseWrite()
				close(closed)
				testkit.ReadAll(conn)
			})
			_, err := Send(ctx, settings(addr, io.MultiReader(strings.NewReader(numberLines(0, 2)), never{closed})))
			Expect(err).To(MatchError(ContainSubstring("ended the connection: connection closed; it stopped")))
		},
		Entry("at once", 0), Entry("in mid-line", 5), Entry("after a line", grammar.Length),
		Entry("before the last byte", 2*grammar.Length-1), Entry("after the last byte", 2*grammar.Length),
	)

	DescribeTable("sees an end just before its own, which no read has returned yet",
		func(end func(*net.TCPConn), want error) {
			accepted := make(chan *net.TCPConn)
			conn, err := connect(context.Background(), testkit.Listen(func(conn *net.TCPConn) { accepted <- conn }))
			Expect(err).NotTo(HaveOccurred())
			defer conn.Close()
			end(<-accepted)
			Expect(conn.SetReadDeadline(time.Now())).To(Succeed())
			Expect(confirm(conn, func() {})).To(MatchError(want))
		},
		Entry("in the ordinary way", func(conn *net.TCPConn) { _ = conn.Close() }, errClosed),
		Entry("by a reset", reset, syscall.ECONNRESET),
	)

	It("says that the server takes no data, and ends with its context", func() {
		ctx, cancel := context.WithCancel(context.Background())
		connected, messages, sent := make(chan *net.TCPConn, 1), gbytes.NewBuffer(), make(chan error)
		s := settings(testkit.Listen(func(conn *net.TCPConn) { connected <- conn }), strings.NewReader(numberLines(0, plenty)))
		s.Logger = logged(messages)
		go func() {
			_, err := Send(ctx, s)
			sent <- err
		}()
		defer func() { _ = (<-connected).Close() }()
		Eventually(messages).Should(gbytes.Say("waiting for " + s.Addr))
		cancel()
		Eventually(sent).Should(Receive(MatchError(MatchRegexp(`^interrupted: [\d,]+ numbers? handed over to \S+, which may have logged fewer$`))))
	})

	It("ends when its delivery fails while a source blocks", func(ctx SpecContext) {
		silent, writer := io.Pipe()
		DeferCleanup(writer.Close)
		addr := testkit.Listen(func(conn *net.TCPConn) { _ = conn.Close() })
		_, err := Send(ctx, settings(addr, silent))
		Expect(err).To(MatchError(ContainSubstring("; 0 numbers handed over")))
	})

	Context("with retries", func() {
		// flaky returns settings for a server that resets some connections.
		flaky := func(resets int32, inputs ...string) (s Settings, read <-chan string, messages *gbytes.Buffer) {
			GinkgoHelper()
			addr, read := recorder(resets)
			s, messages = settings(addr, nil, inputs...), gbytes.NewBuffer()
			s.Retry, s.RetryAfter, s.Logger = 2, time.Millisecond, logged(messages)
			return s, read, messages
		}

		It("sends everything again, from the start, and says so", func(ctx SpecContext) {
			s, read, messages := flaky(2, testkit.File("numbers.txt", numberLines(0, 100)), "000000100")
			Expect(Send(ctx, s)).To(Equal(Result{Numbers: 101}))
			Expect(read).To(Receive(Equal(numberLines(0, 101))))
			Expect(messages).To(gbytes.Say(`ended the connection: .*; trying again \(1 of 2\)`))
			Expect(messages).To(gbytes.Say(`; trying again \(2 of 2\)`))
		})

		DescribeTable("says the most that any try has handed over",
			func(ctx SpecContext, end func(path string, interrupt func()), want string) {
				ctx2, interrupt := context.WithCancel(ctx)
				path := testkit.File("numbers.txt", "000000100\n")
				s, _, messages := flaky(1, path)
				starts := 0
				s.Progress = func(int64) io.Writer {
					if starts++; starts == 2 {
						end(path, interrupt)
					}
					return io.Discard
				}
				_, err := Send(ctx2, s)
				Expect(err).To(MatchError(MatchRegexp(want)))
				Expect(string(messages.Contents())).NotTo(ContainSubstring("2 of 2"))
			},
			Entry("when it is interrupted", func(_ string, interrupt func()) { interrupt() }, "^interrupted: 1 number handed over"),
			Entry("when a source fails", func(path string, _ func()) { _ = os.Remove(path) }, "no such file or directory; an earlier try has handed over 1 number$"),
		)

		It("gives up after the last retry", func(ctx SpecContext) {
			s, read, _ := flaky(3, "000000100")
			_, err := Send(ctx, s)
			Expect(err).To(MatchError(ContainSubstring("ended the connection")))
			Expect(read).NotTo(Receive())
		})

		It("does not retry an invalid line", func(ctx SpecContext) {
			s, _, messages := flaky(0, "12")
			_, err := Send(ctx, s)
			Expect(err).To(MatchError(HavePrefix("argument:1: ")))
			Expect(messages.Contents()).To(BeEmpty())
		})

		It("refuses a source that cannot be read again", func(ctx SpecContext) {
			s := settings("localhost:4000", strings.NewReader(""))
			s.Retry = 1
			_, err := Send(ctx, s)
			Expect(err).To(MatchError("standard input cannot be read again; put it in a file, or leave --retry out"))
		})
	})
})

// A writerFunc is a writer that is one function.
type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

var _ = Describe("An interrupted sending", func() {
	// trials is how often a sending is interrupted at a random moment, or less often on a
	// machine that takes longer than limit.
	const trials, limit = 100_000, 2 * time.Second

	It("is never taken for a success while its source is open", func() {
		// Closing this source ends its read, as that of a FIFO.
		var opened atomic.Int64
		open := func() (io.ReadCloser, error) {
			silent, writer := io.Pipe()
			if opened.Add(1)%20 == 0 {
				go func() { _, _ = io.WriteString(writer, "000000001\n") }() // ends with the source
			}
			return silent, nil
		}
		s := settings("", nil, "000000001")
		s.Sources = Sources{{name: "fifo", size: unknownSize, open: open}}
		start := time.Now()
		for trial := 0; trial < trials && time.Since(start) < limit; trial++ {
			ctx, cancel := context.WithCancel(context.Background())
			var canceller sync.WaitGroup
			canceller.Go(cancel)
			if _, err := Print(ctx, s, io.Discard); err == nil || err.Error() != "interrupted" {
				Fail(fmt.Sprint("it ended with ", err))
			}
			canceller.Wait()
		}
	})

	It("is never taken for a success, nor for a failure that it causes", func(ctx SpecContext) {
		ctx2, cancel := context.WithCancel(ctx)
		s := settings(unusedAddr, nil)
		s.Sources = Sources{{size: 1, open: func() (io.ReadCloser, error) {
			cancel()
			return nil, io.ErrClosedPipe
		}}}
		_, err := Print(ctx2, s, io.Discard)
		Expect(err).To(MatchError("interrupted"))
		_, err = Send(ctx2, s)
		Expect(err).To(MatchError(HavePrefix("interrupted: 0 numbers")))
	})
})

var _ = Describe("Print", func() {
	It("fails when the output fails, and counts what it has taken", func(ctx SpecContext) {
		s := settings("", strings.NewReader(numberLines(0, 3)))
		result, err := Print(ctx, s, writerFunc(func([]byte) (int, error) { return grammar.Length, syscall.ENOSPC }))
		Expect(err).To(MatchError("cannot print the numbers: no space left on device"))
		Expect(result.Numbers).To(BeEquivalentTo(1))
	})
})
