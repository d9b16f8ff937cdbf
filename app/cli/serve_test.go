package cli

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

var _ = Describe("The serve command", func() {
	DescribeTable("says in one line what it does",
		func(clients, limit string) {
			log := newLog()
			p := serve("--clients", clients, "--log", log)
			Expect(string(p.err.Contents())).To(MatchRegexp(
				`^numberserver: listening on 127.0.0.1:\d+ for at most %s, logging to %s \(\S+ go1\S*\)\n$`, limit, log))
		},
		Entry("for one client", "1", "1 client"),
		Entry("for several", "5", "5 clients"),
	)

	It("says how many numbers are in the log that it resumes", func() {
		log := newLog()
		Expect(os.WriteFile(log, []byte("1\n2\n3\n"), 0o600)).To(Succeed())
		p := serve("--resume", "--log", log)
		Expect(p.err.Contents()).To(ContainSubstring(log + ", which has 3 numbers"))
	})

	It("says where its page is", func() {
		p := serve("--metrics-addr", ":0")
		Eventually(p.err).Should(gbytes.Say(`\nnumberserver: status page at http://localhost:\d+/\n`))
	})

	It("prints the log's path without control characters", func() {
		p := serve("--log", newLog()+"\n\x1b[31m")
		Expect(string(p.err.Contents())).To(And(ContainSubstring(`numbers.log; \x1b[31m (`), Not(ContainSubstring("\x1b"))))
	})

	DescribeTable("stops with status 0 and a last report",
		func(stop func(p *program)) {
			log := newLog()
			p := serve("--log", log)
			sendLines(p.addr(), "314159265", "007007009", "314159265")
			Eventually(func() []string { return lines(log) }).Should(HaveLen(2))
			stop(p)
			Eventually(p.ended).Should(BeClosed())
			Expect(p.status).To(Equal(0))
			Expect(string(p.out.Contents())).To(Equal("Received 2 unique numbers, 1 duplicates. Unique total: 2\n"))
			Expect(lines(log)).To(Equal([]string{"314159265", "7007009"}))
		},
		Entry("at a terminate line", func(p *program) { sendLines(p.addr(), "terminate") }),
		Entry("at SIGINT", func(p *program) { p.stop(syscall.SIGINT) }),
		Entry("at SIGTERM", func(p *program) { p.stop(syscall.SIGTERM) }),
		Entry("at SIGHUP", func(p *program) { p.stop(syscall.SIGHUP) }),
	)

	It("stops with status 0 while it reads a long log back, which stays as it is", func() {
		log := newLog()
		content := []byte(strings.Join(sequence(1_000_000), "\n") + "\n")
		Expect(os.WriteFile(log, content, 0o600)).To(Succeed())
		addr := freeAddr()
		p := start("--resume", "--log", log, "--addr", addr)
		// The port is bound before the log is read.
		Eventually(func() error { return dial(addr) }).Should(Succeed())
		p.stop(syscall.SIGTERM)
		Expect(p.status).To(Equal(0))
		Expect(os.ReadFile(log)).To(Equal(content))
	})

	DescribeTable("takes a signal for a second one",
		func(sig os.Signal, after time.Duration, isSecond bool) {
			Expect(isRepeated(syscall.SIGTERM, sig, after)).NotTo(Equal(isSecond))
		},
		Entry("not if it is the first one again at once, as timeout(1) sends it", syscall.SIGTERM, time.Millisecond, false),
		Entry("if it is the first one again later", syscall.SIGTERM, time.Second, true),
		Entry("if it is another one", syscall.SIGINT, time.Millisecond, true),
	)

	It("does not wait for a stop that hangs after a second signal", func() {
		signals, stopping, finish, returned := make(chan os.Signal), make(chan error, 1), make(chan struct{}), make(chan error, 1)
		DeferCleanup(func() { close(finish) })
		go func() {
			returned <- untilStopped(signals, func(ctx context.Context) error {
				<-ctx.Done()
				stopping <- context.Cause(ctx)
				<-finish
				return nil
			})
		}()
		signals <- syscall.SIGTERM
		Eventually(stopping).Should(Receive(MatchError("SIGTERM")))
		signals <- syscall.SIGTERM // again at once, as timeout(1) sends it
		Expect(returned).NotTo(Receive())
		signals <- syscall.SIGINT
		Eventually(returned).Should(Receive(MatchError(errSecondSignal)))
	})

	It("handles signals until the process has ended", func() {
		serve().stop(syscall.SIGTERM)
		self, err := os.FindProcess(os.Getpid())
		Expect(err).NotTo(HaveOccurred())
		Expect(self.Signal(syscall.SIGTERM)).To(Succeed()) // would end this process
	})

	DescribeTable("writes every message in the format that is asked for",
		func(format string, isMessage OmegaMatcher) {
			p := start("--addr", "127.0.0.1:0", "--log", newLog(), "--log-format", format)
			p.isListening()
			Expect(p.out.Close()).To(Succeed()) // so that reports fail
			p.stop(syscall.SIGTERM)
			failed := run("--log", "none/numbers.log", "--addr", "127.0.0.1:0", "--log-format", format)
			Expect(failed.status).To(Equal(1))
			messages := append(p.err.Contents(), failed.err.Contents()...)
			Expect(string(messages)).To(MatchRegexp(`(?s)listening.*stopping: SIGTERM.*cannot print a report.*stopped: 0 numbers.*cannot open the log`))
			Expect(strings.Split(strings.TrimSpace(string(messages)), "\n")).To(And(HaveLen(5), HaveEach(isMessage)))
		},
		Entry("plain", "plain", HavePrefix("numberserver: ")),
		Entry("text", "text", MatchRegexp(`^time=\S+ level=(INFO|WARN|ERROR) msg=`)),
		Entry("json", "json", WithTransform(func(line string) error { return json.Unmarshal([]byte(line), new(map[string]any)) }, Succeed())),
	)
})

var _ = Describe("The signals that stop the server", func() {
	It("do not include SIGHUP when it is ignored, as by nohup", func() {
		Expect(stopSignals()).To(ConsistOf(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP))
		signal.Ignore(syscall.SIGHUP)
		DeferCleanup(func() { signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP) })
		Expect(stopSignals()).To(ConsistOf(os.Interrupt, syscall.SIGTERM))
	})
})

// sequence returns the numbers below end.
func sequence(end int) []string {
	numbers := make([]string, end)
	for i := range numbers {
		numbers[i] = strconv.Itoa(i)
	}
	return numbers
}

// freeAddr returns an address that was free a moment ago.
func freeAddr() string {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	defer listener.Close()
	return listener.Addr().String()
}

// dial reports whether addr can be connected to.
func dial(addr string) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	return conn.Close()
}
