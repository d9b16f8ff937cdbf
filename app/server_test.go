package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/types"

	"numberserver/app/grammar"
	"numberserver/app/internal/testkit"
)

// A running server of a spec, on a free port, with a log of its own.
type running struct {
	*Server
	log     string
	reports *gbytes.Buffer
	said    *gbytes.Buffer // its messages
	stop    context.CancelFunc
	stopped chan struct{} // closed when Serve has returned
	err     error         // what it returned
}

// run starts a server with the required settings, as change alters them, and
// has the spec wait for its end.
func run(change ...func(*Settings)) *running {
	GinkgoHelper()
	return runOn(openFile, change...)
}

// runOn is run with the log that open opens.
func runOn(open func(path string) (file, error), change ...func(*Settings)) *running {
	GinkgoHelper()
	settings := Defaults()
	settings.Addr = "127.0.0.1:0"
	settings.Log = filepath.Join(GinkgoT().TempDir(), "numbers.log")
	r := &running{log: settings.Log, reports: gbytes.NewBuffer(), said: gbytes.NewBuffer(), stopped: make(chan struct{})}
	settings.Reports, settings.Logger = r.reports, slog.New(slog.NewTextHandler(r.said, nil))
	for _, f := range change {
		f(&settings)
	}
	server, err := listen(GinkgoT().Context(), settings, open)
	Expect(err).NotTo(HaveOccurred())
	r.Server = server
	ctx, stop := context.WithCancelCause(context.Background())
	r.stop = func() { stop(errors.New("SIGTERM")) }
	go func() {
		defer close(r.stopped)
		r.err = server.Serve(ctx)
	}()
	DeferCleanup(func() {
		r.stop()
		<-r.stopped
	})
	return r
}

// hasStopped waits until the server has stopped, cleanly.
func (r *running) hasStopped() {
	GinkgoHelper()
	Eventually(r.stopped).Should(BeClosed())
	Expect(r.err).NotTo(HaveOccurred())
}

// dial connects a client that leaves with the spec.
func (r *running) dial() *net.TCPConn {
	GinkgoHelper()
	conn := r.connect()
	DeferCleanup(func() { _ = conn.Close() })
	return conn
}

// connect connects a client, which has to be closed.
func (r *running) connect() *net.TCPConn {
	GinkgoHelper()
	conn, err := net.Dial("tcp", r.Addr().String())
	Expect(err).NotTo(HaveOccurred())
	return conn.(*net.TCPConn)
}

// send sends text over a connection of its own and returns when all of it was read.
// It does without DeferCleanup, which takes the longer the more of them there are.
func (r *running) send(text string) {
	GinkgoHelper()
	conn := r.connect()
	defer conn.Close()
	write(conn, text)
	Expect(conn.CloseWrite()).To(Succeed())
	Expect(end(conn)).To(Equal(io.EOF))
}

func write(conn net.Conn, text string) {
	GinkgoHelper()
	Expect(io.WriteString(conn, text)).To(Equal(len(text)))
}

// end waits until the server ends the connection and returns how it did.
func end(conn net.Conn) error {
	GinkgoHelper()
	Expect(conn.SetReadDeadline(time.Now().Add(testkit.Patience))).To(Succeed())
	n, err := conn.Read(make([]byte, 1))
	Expect(n).To(BeZero(), "a byte from the server")
	Expect(err).NotTo(MatchError(os.ErrDeadlineExceeded))
	return err
}

// logged returns the lines of the log.
func (r *running) logged() []string {
	GinkgoHelper()
	content, err := os.ReadFile(r.log)
	Expect(err).NotTo(HaveOccurred())
	return strings.Fields(string(content))
}

var _ = Describe("The server", func() {
	BeforeEach(testkit.LeavesNothing)

	It("ends the connection of a client that sends more bad data than one read takes with an end of file", func() {
		server := run()
		conn := server.dial()
		_, _ = io.WriteString(conn, lines(111111111)+strings.Repeat("x", 3*readSize)) // fails if the server is quicker
		Expect(end(conn)).To(Equal(io.EOF))
		Expect(server.logged()).To(Equal([]string{"111111111"}))
	})

	It("resets the connection of a client whose numbers cannot be written", func() {
		server := runOn(func(path string) (file, error) {
			log, err := openFile(path)
			return &fakeLog{file: log, failing: 1}, err
		})
		conn := server.dial()
		write(conn, "111111111"+grammar.Newline)
		_ = conn.CloseWrite() // fails if the server is quicker
		Expect(end(conn)).To(MatchError(syscall.ECONNRESET))
		Eventually(server.stopped).Should(BeClosed())
		Expect(server.err).To(MatchError(errDisk.Error() + ": 1 accepted number is missing from the log"))
		Expect(server.said.Contents()).To(BeEmpty(), "the error says it all")
	})

	It("locks the log until it has stopped", func() {
		server := run()
		_, err := openFile(server.log)
		Expect(err).To(MatchError(errLocked))
		server.stop()
		server.hasStopped()
		log, err := openFile(server.log)
		Expect(err).NotTo(HaveOccurred())
		Expect(log.Close()).To(Succeed())
	})

	It("reports and syncs as often as the settings say", func() {
		server := run(func(s *Settings) { s.ReportEvery, s.SyncEvery = time.Millisecond, time.Millisecond })
		server.send(lines(111111111))
		Eventually(func() uint64 { return server.Stats().Syncs.Times }).Should(BeEquivalentTo(1))
		Eventually(server.reports).Should(gbytes.Say("Unique total: 1\n"))
		Eventually(server.reports).Should(gbytes.Say("Received 0 unique.*Unique total: 1\n"))
	})

	It("has more patience with the last sync, when it stops", func() {
		log := newFakeLog()
		server := runOn(func(string) (file, error) { return log, nil }, func(s *Settings) { s.SyncEvery = 0 })
		var last phase
		log.duringSync = func() { last = *server.phase.Load() }
		server.send(lines(111111111))
		server.stop()
		server.hasStopped()
		Expect(last).To(Equal(syncing(log.Name())))
	})
})

var _ = Describe("A connection ends", func() {
	DescribeTable("for a reason that is counted:",
		func(reason, text string, act func(server *running, conn *net.TCPConn), how types.GomegaMatcher) {
			server := run()
			conn := server.dial()
			write(conn, text)
			if text != "" {
				Eventually(func() uint64 { return server.Stats().Bytes }).ShouldNot(BeZero())
			}
			act(server, conn)
			if how != nil {
				Expect(end(conn)).To(how)
			}
			Eventually(func() string { return fmt.Sprint(server.Stats().Ended) }).Should(ContainSubstring(reason + ":1"))
			Expect(server.Stats().Clients).To(BeEmpty())
		},
		Entry("a whole line and the end", "finished", lines(111111111), closeWrite, Equal(io.EOF)),
		Entry("the end without a line", "finished", "", closeWrite, Equal(io.EOF)),
		Entry("the end within a line", "unfinished line", "11111", closeWrite, Equal(io.EOF)),
		Entry("a letter", "bad data", "x", nothing, Equal(io.EOF)),
		Entry("a terminate line", "terminate", grammar.Terminate+grammar.Newline, nothing, Equal(io.EOF)),
		Entry("a terminate line and a digit", "terminate and more", grammar.Terminate+grammar.Newline+"1", nothing, MatchError(syscall.ECONNRESET)),
		Entry("a stop", "stopped", "1", func(server *running, _ *net.TCPConn) { server.stop() }, MatchError(syscall.ECONNRESET)),
		Entry("a reset by the client", "failed", "1", func(_ *running, conn *net.TCPConn) {
			Expect(conn.SetLinger(0)).To(Succeed())
			Expect(conn.Close()).To(Succeed())
		}, nil),
	)

	It("for silence, which is counted, too", func() {
		server := run(func(s *Settings) { s.IdleTimeout = time.Millisecond })
		conn, err := net.DialTCP("tcp", nil, server.Addr().(*net.TCPAddr))
		if err == nil { // or the connection has ended before the dial did
			defer conn.Close()
			err = end(conn)
		}
		Expect(err).To(MatchError(syscall.ECONNRESET))
		Eventually(func() uint64 { return server.Stats().Ended[Idle] }).Should(BeEquivalentTo(1))
	})
})

func closeWrite(_ *running, conn *net.TCPConn) { Expect(conn.CloseWrite()).To(Succeed()) }

func nothing(*running, *net.TCPConn) {}

var _ = Describe("The server says", func() {
	It("who is connected, since when, and what came", func() {
		server := run()
		first, second := server.dial(), server.dial()
		write(first, lines(111111111, 222222222))
		Eventually(func() []Client { return server.Stats().Clients }).Should(HaveLen(2))
		Eventually(func() uint64 { return server.Stats().Clients[0].Lines }).Should(BeEquivalentTo(2))
		clients := server.Stats().Clients
		Expect(clients[0].Addr).To(Equal(first.LocalAddr().String()))
		Expect(clients[0].LastRead).To(BeTemporally(">", clients[0].Since))
		Expect(clients[1]).To(Equal(Client{Addr: second.LocalAddr().String(), Since: clients[1].Since, LastRead: clients[1].Since}))
		Expect(clients[1].Since).To(BeTemporally("~", time.Now(), testkit.Patience))
		Expect(server.Stats().DedupQueue.Capacity).To(Equal(receivedQueue))
		Expect(server.Stats().WriteQueue.Capacity).To(Equal(uniqueQueue))
	})

	It("which client stopped it, and what the log has then, with the numbers of an earlier run", func() {
		path := testkit.File("numbers.log", lines(5))
		server := run(func(s *Settings) { s.Log, s.Resume = path, true })
		conn := server.dial()
		write(conn, lines(111111111)+grammar.Terminate+grammar.Newline)
		server.hasStopped()
		Expect(server.Stats().Stopping).To(BeTrue())
		Expect(server.said).To(gbytes.Say("stopping: terminate from " + conn.LocalAddr().String()))
		Expect(server.said).To(gbytes.Say("stopped: 2 numbers are in .*numbers.log, synced to disk"))
	})

	DescribeTable("what it clears from the log:",
		func(content, message string) {
			path := testkit.File("my.log", content)
			server := run(func(s *Settings) { s.Log = path })
			Expect(os.ReadFile(path)).To(BeEmpty())
			if message == "" {
				Expect(server.said.Contents()).To(BeEmpty())
			} else {
				Expect(server.said).To(gbytes.Say("cleared .*my.log, which had " + message + `"`))
			}
		},
		Entry("nothing", "", ""),
		Entry("numbers", lines(1, 22, 333), "9 B"),
		Entry("numbers and a torn line", lines(1, 22)+"33", "7 B"),
		Entry("numbers and zero bytes", lines(1, 22)+"\x00\x00", "7 B"),
		Entry("many numbers", strings.Repeat(lines(123456789), 100_000), "1.0 MB"),
		Entry("words", "oops\n", "5 B and was not a number log"),
		Entry("words behind many numbers", strings.Repeat(lines(123456789), 100_000)+"oops\n", "1.0 MB and was not a number log"),
		Entry("one long line", strings.Repeat("1", 100_000), "100 kB and was not a number log"),
	)
})

var _ = Describe("A stage that panics", func() {
	It("stops the server, which says where, and what is missing", func() {
		server := runOn(func(path string) (file, error) {
			log, err := openFile(path)
			return &fakeLog{file: log, panicking: true}, err
		})
		conn := server.dial()
		write(conn, lines(111111111, 222222222))
		Expect(end(conn)).To(MatchError(syscall.ECONNRESET))
		Eventually(server.stopped).Should(BeClosed())
		Expect(server.err).To(MatchError(MatchRegexp(`^the server has a bug, please report it: boom at numberserver/app.*fakeLog.*Write:[0-9]+: 2 accepted numbers are missing from the log$`)))
	})

	It("does not block the stages before it", func() {
		stopped := 0
		stages := newStages(func(error) { stopped++ })
		received, unique := make(chan *batch), make(chan *batch, 1)
		ended := stages.start(received, func() error { return new(deduplicator).run(received, unique) })
		for range 3 {
			received <- batchOf(1)
		}
		Consistently(ended, "20ms").ShouldNot(Receive())
		close(received)
		Eventually(ended).Should(Receive(MatchError(ContainSubstring("please report it: runtime error"))))
		Expect(unique).To(BeClosed())
		Expect(stages.failed.Err()).To(HaveOccurred())
		Expect(stopped).To(Equal(1))
	})
})

var _ = Describe("Listening", func() {
	DescribeTable("says why an address cannot be resolved",
		func(reason *net.DNSError, message string) {
			err := ListenError("foo:4000", &net.OpError{Op: "listen", Net: "tcp", Err: reason})
			Expect(err).To(MatchError("cannot listen on foo:4000: " + message))
		},
		Entry("if there is no such host", &net.DNSError{Err: "no such host", Name: "foo", IsNotFound: true},
			`there is no host "foo"; name an address of this machine, or none`),
		Entry("if it cannot be asked for", &net.DNSError{Err: "timed out", Name: "foo"}, "lookup foo: timed out"),
	)

	It("can be undone", func() {
		settings := Defaults()
		settings.Addr, settings.Log = "127.0.0.1:0", filepath.Join(GinkgoT().TempDir(), "numbers.log")
		for range 2 {
			server, err := Listen(GinkgoT().Context(), settings)
			Expect(err).NotTo(HaveOccurred())
			settings.Addr = server.Addr().String()
			Expect(server.Close()).To(Succeed())
		}
	})

	It("ends at once, and does not clear the log, when it is no longer wanted", func() {
		settings := Defaults()
		settings.Addr, settings.Log = "127.0.0.1:0", testkit.File("numbers.log", lines(1, 2)+"3")
		ctx, stop := context.WithCancelCause(GinkgoT().Context())
		_, err := listen(ctx, settings, func(path string) (file, error) {
			defer stop(errors.New("SIGTERM"))
			return openFile(path)
		})
		Expect(err).To(MatchError("SIGTERM"))
		Expect(os.ReadFile(settings.Log)).To(BeEquivalentTo(lines(1, 2) + "3"))
	})

	DescribeTable("fails for a log that cannot be one, and frees the address",
		func(prepare func(folder string) (log string), reason string) {
			previous := run()
			previous.stop()
			previous.hasStopped()
			settings := Defaults()
			settings.Addr = previous.Addr().String() // which is free now
			settings.Log = prepare(GinkgoT().TempDir())
			_, err := Listen(GinkgoT().Context(), settings)
			Expect(err).To(MatchError(ContainSubstring(settings.Log)))
			Expect(err).To(MatchError(ContainSubstring(reason)))

			listener, err := net.Listen("tcp", settings.Addr)
			Expect(err).NotTo(HaveOccurred())
			Expect(listener.Close()).To(Succeed())
		},
		Entry("a device", func(string) string { return os.DevNull }, "not a regular file"),
		Entry("in a folder that is not there", func(folder string) string {
			return filepath.Join(folder, "none", "numbers.log")
		}, "no such file or directory"),
		Entry("a link to nothing", func(folder string) string {
			link := filepath.Join(folder, "link")
			Expect(os.Symlink(filepath.Join(folder, "nothing"), link)).To(Succeed())
			return link
		}, "link to nothing"),
	)
})

var _ = Describe("Settings", func() {
	DescribeTable("are wrong with",
		func(change func(*Settings), reason string) {
			settings := Defaults()
			change(&settings)
			Expect(settings.Validate()).To(MatchError(ContainSubstring(reason)))
			_, err := Listen(GinkgoT().Context(), settings)
			Expect(err).To(MatchError(ContainSubstring(reason)))
		},
		Entry("no clients", func(s *Settings) { s.Clients = 0 }, "0 clients"),
		Entry("no time between reports", func(s *Settings) { s.ReportEvery = 0 }, "longer than 0"),
		Entry("less than no time between reports", func(s *Settings) { s.ReportEvery = -time.Second }, "-1s"),
		Entry("less than no time between syncs", func(s *Settings) { s.SyncEvery = -time.Second }, "a sync every -1s"),
		Entry("less than no time for idling", func(s *Settings) { s.IdleTimeout = -time.Second }, "an idle timeout of -1s"),
		Entry("no log", func(s *Settings) { s.Log = "" }, "needs a path"),
		Entry("no port", func(s *Settings) { s.Addr = "localhost" }, "not a TCP address"),
		Entry("an empty port", func(s *Settings) { s.Addr = "localhost:" }, "no such port"),
		Entry("a port that is none", func(s *Settings) { s.Addr = ":65536" }, "no such port"),
	)
})
