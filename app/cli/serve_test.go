package cli

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
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

	It("says where its page is, which shows the log and the flags", func() {
		folder, err := os.Getwd()
		Expect(err).NotTo(HaveOccurred())
		log := newLog()
		relative, err := filepath.Rel(folder, log)
		Expect(err).NotTo(HaveOccurred())
		p := newProgram()
		p.start("--addr", "127.0.0.1:0", "--log", relative, "--metrics-addr", ":0", "--clients", "7")
		Eventually(p.err).Should(gbytes.Say(`\nnumberserver: status page at http://localhost:\d+/\n`))
		_, url, _ := strings.Cut(string(p.err.Contents()), "status page at ")
		response, err := http.Get(strings.TrimSpace(url) + "stats.json")
		Expect(err).NotTo(HaveOccurred())
		defer response.Body.Close()
		Expect(io.ReadAll(response.Body)).To(MatchRegexp(`"path":\s*"%s"(.|\n)*"flag":\s*"--clients",\s*"value":\s*"7"`, log))
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

	It("names an address of the page that is in use, and leaves the log as it is", func() {
		log := testkit.File("numbers.log", "314159265\n")
		p := run("--addr", "127.0.0.1:0", "--metrics-addr", testkit.Listen(testkit.ReadAll), "--log", log)
		p.endsWith(1)
		Expect(p.err).To(gbytes.Say(`^numberserver: status page: cannot listen on 127.0.0.1:\d+: the address is in use; stop .*\n$`))
		Expect(os.ReadFile(log)).To(BeEquivalentTo("314159265\n"))
	})

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
		for _, second := range []struct {
			sig   os.Signal
			after time.Duration
			want  OmegaMatcher
		}{
			{syscall.SIGTERM, repeatTime, Not(Receive())}, // as timeout(1) sends it
			{syscall.SIGTERM, repeatTime + 1, Receive(MatchError(errSecondSignal))},
			{syscall.SIGINT, 0, Receive(MatchError(errSecondSignal))},
		} {
			signals, finish, returned := make(chan os.Signal), make(chan error), make(chan error, 1)
			go func() {
				returned <- untilStopped(signals, func(ctx context.Context) error {
					<-ctx.Done()
					g.Expect(context.Cause(ctx)).To(MatchError("SIGTERM"))
					return <-finish
				})
			}()
			signals <- syscall.SIGTERM
			time.Sleep(second.after)
			signals <- second.sig
			synctest.Wait()
			g.Expect(returned).To(second.want, "%v after %v", second.sig, second.after)
			close(finish)
		}
	})
}
