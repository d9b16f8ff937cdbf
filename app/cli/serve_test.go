package cli

import (
	"context"
	"encoding/json"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/internal/testkit"
)

var _ = Describe("The serve command", func() {
	DescribeTable("says in one line what it does",
		func(what string, args ...string) {
			log := testkit.File("numbers.log", "1\n2\n3\n")
			p := newProgram()
			p.start(append(args, "--addr", "127.0.0.1:0", "--log", log)...)
			Eventually(p.err).Should(gbytes.Say(`numberserver: listening on 127.0.0.1:\d+ for at most ` +
				strings.ReplaceAll(what, "LOG", log) + ` \(\S+ go1\S*\)\n$`))
		},
		Entry("for one client", "1 client, logging to LOG", "--clients", "1"),
		Entry("for several", "5 clients, logging to LOG"),
		Entry("with the numbers that are in a resumed log", "5 clients, logging to LOG, which has 3 numbers", "--resume"),
	)

	It("says where its page is", func() {
		p := serve("--metrics-addr", ":0")
		Eventually(p.err).Should(gbytes.Say(`\nnumberserver: status page at http://localhost:\d+/\n`))
	})

	It("prints the log's path without control characters", func() {
		p := serve("--log", newLog()+"\n\x1b[31m")
		Expect(string(p.err.Contents())).To(And(ContainSubstring(`numbers.log; \x1b[31m (`), Not(ContainSubstring("\x1b"))))
	})

	It("stops with status 0 while it reads a long log back, which stays as it is", func() {
		content := string(testkit.Lines(100_000_000, 101_000_000))
		log := testkit.File("numbers.log", content)
		p := newProgram()
		p.signals <- syscall.SIGTERM
		p.start("--resume", "--log", log, "--addr", "127.0.0.1:0")
		p.endsWith(0)
		Expect(p.err).To(gbytes.Say("stopped before it was listening"))
		Expect(os.ReadFile(log)).To(BeEquivalentTo(content))
	})

	DescribeTable("writes every message in the format that is asked for",
		func(format string, isMessage OmegaMatcher) {
			p := newProgram()
			p.start("--addr", "127.0.0.1:0", "--log", newLog(), "--log-format", format)
			Eventually(p.err).Should(gbytes.Say("listening"))
			Expect(p.out.Close()).To(Succeed()) // so that reports fail
			p.signals <- syscall.SIGTERM
			p.endsWith(0)
			failed := run("--log", "none/numbers.log", "--addr", "127.0.0.1:0", "--log-format", format)
			failed.endsWith(1)
			messages := append(p.err.Contents(), failed.err.Contents()...)
			Expect(string(messages)).To(MatchRegexp(`(?s)listening.*stopping: SIGTERM.*cannot print a report.*stopped: 0 numbers.*cannot open the log`))
			Expect(strings.Split(strings.TrimSpace(string(messages)), "\n")).To(And(HaveLen(5), HaveEach(isMessage)))
		},
		Entry("plain", "plain", HavePrefix("numberserver: ")),
		Entry("text", "text", MatchRegexp(`^time=\S+ level=(INFO|WARN|ERROR) msg=`)),
		Entry("json", "json", WithTransform(func(line string) error { return json.Unmarshal([]byte(line), new(map[string]any)) }, Succeed())),
	)

	DescribeTable("ends with one line and status 1 if the log cannot be opened",
		func(log, reason string) {
			p := run("--addr", "127.0.0.1:0", "--log", log)
			p.endsWith(1)
			Expect(string(p.err.Contents())).To(MatchRegexp(`^numberserver: cannot open the log: [^\n]*` + reason + `[^\n]*\n$`))
		},
		Entry("a folder", ".", `\. is (no|not a) regular file`),
		Entry("a file in a folder that does not exist", "none/numbers.log", "none/numbers.log: no such file"),
	)

	DescribeTable("names an address that is in use, and leaves the log as it is",
		func(reason string, args func(used string) []string) {
			log := testkit.File("numbers.log", "314159265\n")
			p := run(append(args(testkit.Listen(readAll)), "--log", log)...)
			p.endsWith(1)
			Expect(string(p.err.Contents())).To(MatchRegexp(`^numberserver: ` + reason + `[^\n]*127.0.0.1:\d+: [^\n]*\n$`))
			Expect(os.ReadFile(log)).To(BeEquivalentTo("314159265\n"))
		},
		Entry("its own", "cannot listen on ", func(used string) []string { return []string{"--addr", used} }),
		Entry("that of the page", "status page: cannot listen on ",
			func(used string) []string { return []string{"--addr", "127.0.0.1:0", "--metrics-addr", used} }),
	)

	DescribeTable("refuses a log that is also an output",
		func(redirect func(p *program, file *os.File)) {
			log := testkit.File("numbers.log", "")
			file, err := os.OpenFile(log, os.O_RDWR, 0)
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(file.Close)
			p := newProgram()
			redirect(p, file)
			p.start("--addr", "127.0.0.1:0", "--log", log)
			p.endsWith(1)
		},
		Entry("stdout", func(p *program, file *os.File) { p.Out = file }),
		Entry("stderr", func(p *program, file *os.File) { p.Err = file }),
	)
})

// The clock of this test stands still while anything can happen.

func TestSecondSignalEndsTheWaitForAStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewWithT(t)
		signals, finish, returned := make(chan os.Signal), make(chan struct{}), make(chan error, 1)
		var stopping error
		go func() {
			returned <- untilStopped(signals, func(ctx context.Context) error {
				<-ctx.Done()
				stopping = context.Cause(ctx)
				<-finish
				return nil
			})
		}()
		signals <- syscall.SIGTERM
		time.Sleep(repeatTime)
		signals <- syscall.SIGTERM // again, as timeout(1) sends it
		synctest.Wait()
		g.Expect(stopping).To(MatchError("SIGTERM"))
		g.Expect(returned).NotTo(Receive())
		time.Sleep(1)
		signals <- syscall.SIGTERM
		g.Expect(<-returned).To(MatchError(errSecondSignal))
		close(finish)
	})
}

func TestAnotherSignalIsASecondOneAtOnce(t *testing.T) {
	signals, finish := make(chan os.Signal, 2), make(chan struct{})
	defer close(finish)
	signals <- syscall.SIGTERM
	signals <- syscall.SIGINT
	err := untilStopped(signals, func(context.Context) error { <-finish; return nil })
	NewWithT(t).Expect(err).To(MatchError(errSecondSignal))
}

var _ = Describe("The signals that stop a command", func() {
	It("do not include SIGHUP when it is ignored, as by nohup", func() {
		signal.Ignore(syscall.SIGHUP)
		DeferCleanup(func() { signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP) })
		signals := WatchSignals()
		DeferCleanup(func() { signal.Stop(signals) })
		Expect(signal.Ignored(syscall.SIGHUP)).To(BeTrue())
	})
})
