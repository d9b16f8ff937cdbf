package bench_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

// patience is how long a spec waits for what should take a moment.
const patience = 30 * time.Second

// figures are what the benchmark writes to a file, as far as the specs look at it.
type figures struct {
	Loads []struct {
		Programs []struct {
			Runs []struct {
				Seconds     float64 `json:"seconds"`
				ExitSeconds float64 `json:"exit_seconds"`
			}
		}
	}
}

var _ = Describe("The benchmark", func() {
	var folder string // where temporary files are

	BeforeEach(func() {
		folder = GinkgoT().TempDir()
		DeferCleanup(func() {
			Expect(os.ReadDir(folder)).To(BeEmpty(), "what is left behind")
		})
	})

	// start starts the program with arguments.
	start := func(arguments ...string) *gexec.Session {
		command := exec.Command(program, arguments...)
		command.Env = append(os.Environ(), "TMPDIR="+folder, "PROGRAM="+program)
		session, err := gexec.Start(command, GinkgoWriter, GinkgoWriter)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(session.Kill)
		return session
	}

	// in sets a variable of the environment for the spec.
	in := func(name, value string) {
		Expect(os.Setenv(name, value)).To(Succeed())
		DeferCleanup(os.Unsetenv, name)
	}

	// bench returns the benchmark when it has ended.
	bench := func(arguments ...string) *gexec.Session {
		session := start(append([]string{"bench"}, arguments...)...)
		Eventually(session).WithTimeout(patience).Should(gexec.Exit())
		return session
	}

	// figuresOf returns what the benchmark writes to a file.
	figuresOf := func(arguments ...string) (f figures) {
		path := filepath.Join(GinkgoT().TempDir(), "figures.json")
		Expect(bench(append(arguments, "--json", path)...)).To(gexec.Exit(0))
		text, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		Expect(json.Unmarshal(text, &f)).To(Succeed())
		return f
	}

	It("measures the server beside a sink", func() {
		session := bench("--lines=5000", "--runs=2")
		Expect(session).To(gexec.Exit(0))
		Expect(session).To(gbytes.Say("unique: 5,000 lines from 5 clients, runs: 2"))
		Expect(session).To(gbytes.Say("sink +"))
		Expect(session).To(gbytes.Say("numberserver +"))
		Expect(session).To(gbytes.Say("Every log was checked"))
	})

	It("measures one load after the other", func() {
		session := bench("random", "duplicates", "small", "trickle", "--lines=2000", "--runs=1")
		Expect(session).To(gexec.Exit(0))
		for _, kind := range []string{"random", "duplicates", "small", "trickle"} {
			Expect(session).To(gbytes.Say(kind + ": 2,000 lines"))
		}
	})

	It("measures with the settings of the command line only", func() {
		in("NUMBERSERVER_ADDR", "127.0.0.1:1")
		in("NUMBERSERVER_LINES", "-1")
		in("NUMBERSERVER_REPORT_EVERY", "-1s")
		Expect(bench("--lines=1000", "--runs=1")).To(gexec.Exit(0))
	})

	It("writes all figures to a file", func() {
		loads := figuresOf("unique", "small", "--lines=1000", "--runs=3").Loads
		Expect(loads).To(HaveLen(2))
		Expect(loads[0].Programs[1].Runs).To(HaveLen(3))
	})

	It("draws a picture", func() {
		for _, name := range []string{"rates.svg", "rates.png"} {
			path := filepath.Join(GinkgoT().TempDir(), name)
			Expect(bench("--lines=1000", "--runs=1", "--plot", path)).To(gexec.Exit(0))
			Expect(os.ReadFile(path)).NotTo(BeEmpty())
		}
	})

	Describe("of a server that runs already", func() {
		var addr, log string

		BeforeEach(func() {
			log = filepath.Join(GinkgoT().TempDir(), "numbers.log")
			server := start("--addr=127.0.0.1:0", "--log", log)
			Eventually(server.Err).WithTimeout(patience).Should(gbytes.Say(`listening on \S+`))
			addr = regexp.MustCompile(`127\S+`).FindString(string(server.Err.Contents()))
			DeferCleanup(func() {
				server.Terminate()
				Eventually(server).WithTimeout(patience).Should(gexec.Exit(0))
			})
		})

		It("checks its log, and leaves it running", func() {
			Expect(bench("--addr", addr, "--log", log, "--lines=1000", "--seed=1")).To(gexec.Exit(0))
			Expect(bench("--addr", addr, "--log", log, "--lines=1000", "--seed=2")).To(gexec.Exit(0))
		})

		It("says so when it cannot check the log", func() {
			session := bench("--addr", addr, "--lines=1000")
			Expect(session).To(gexec.Exit(0))
			Expect(session).To(gbytes.Say("The log of " + addr + " was not checked"))
		})
	})

	Describe("of another server", func() {
		It("measures both in turn", func() {
			session := bench("--lines=1000", "--runs=2", "--exec", program+" --addr {addr} --log {log}")
			Expect(session).To(gexec.Exit(0))
			Expect(session).To(gbytes.Say("numberserver takes .* times as many lines a second as other numberserver"))
			Expect(session.Err).To(gbytes.Say("1/2 sink"))
			Expect(session.Err).To(gbytes.Say("1/2 numberserver"))
			Expect(session.Err).To(gbytes.Say("1/2 other"))
			Expect(session.Err).To(gbytes.Say("2/2 sink"))
		})

		It("names the log in its working folder without a placeholder for it", func() {
			Expect(bench("--lines=1000", "--runs=1", "--exec", program+" --addr {addr}")).To(gexec.Exit(0))
		})

		It("waits for one that writes its log in the end", func() {
			late := figuresOf("--lines=1000", "--runs=1", "--patience=2s",
				"--exec", "sh -c '$PROGRAM --addr {addr} --log {dir}/late; mv {dir}/late {log}'").Loads[0].Programs[2]
			Expect(late.Runs[0].Seconds).To(BeNumerically(">", late.Runs[0].ExitSeconds), "the end counts")
		})

		DescribeTable("fails when it",
			func(command, complaint string) {
				session := bench("--lines=100000", "--runs=1", "--patience=1s", "--exec", command)
				Expect(session).To(gexec.Exit(1))
				Expect(session.Err.Contents()).To(MatchRegexp("\nnumberserver: .*" + complaint + ".*\n$"))
			},
			Entry("is not there", "no-such-server {port}", "no-such-server: it ended with exit status 127"),
			Entry("ends at once", "false {port}", "false: it ended with exit status 1"),
			Entry("ends in the middle", `sh -c 'ulimit -f 8; exec "$0" "$@"' `+"$PROGRAM --addr {addr} --log {log}",
				"sh: it ended with exit status 1 and said: .*numbers are missing"),
			Entry("logs elsewhere", "$PROGRAM --addr {addr} --log elsewhere.log", "numbers.log: no such file"),
		)
	})

	It("leaves nothing behind when it is interrupted", func() {
		session := start("bench", "trickle", "--lines=5000000")
		Eventually(func() ([]os.DirEntry, error) { return os.ReadDir(folder) }).WithTimeout(patience).ShouldNot(BeEmpty())
		session.Interrupt()
		Eventually(session).WithTimeout(patience).Should(gexec.Exit(1))
		Expect(session.Err).To(gbytes.Say("numberserver: sink: interrupt"))
	})

	It("ends with a word when nobody reads its results", func() {
		reader, writer, err := os.Pipe()
		Expect(err).NotTo(HaveOccurred())
		Expect(reader.Close()).To(Succeed())
		command := exec.Command(program, "bench", "--lines=1000", "--runs=1")
		command.Env = append(os.Environ(), "TMPDIR="+folder)
		command.Stdout = writer
		said, err := command.StderrPipe()
		Expect(err).NotTo(HaveOccurred())
		Expect(command.Start()).To(Succeed())
		Expect(io.ReadAll(said)).To(ContainSubstring("broken pipe"))
		Expect(command.Wait()).To(MatchError("exit status 1"))
	})

	It("leaves no server behind when it is interrupted", func() {
		file := filepath.Join(GinkgoT().TempDir(), "pid")
		session := start("bench", "--lines=1000", "--exec", "sh -c 'echo $$ >"+file+"; exec sleep 1000'")
		Eventually(file).WithTimeout(patience).Should(BeAnExistingFile())
		session.Interrupt()
		Eventually(session).WithTimeout(patience).Should(gexec.Exit(1))
		text, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		Expect("/proc/" + strings.TrimSpace(string(text))).NotTo(BeADirectory())
	})

	DescribeTable("does not take",
		func(complaint string, arguments ...string) {
			session := bench(arguments...)
			Expect(session).To(gexec.Exit(2))
			Expect(session.Err).To(gbytes.Say(fmt.Sprintf("^numberserver: .*%s.*\n$", complaint)))
		},
		Entry("an unknown load", "some", "some"),
		Entry("a negative number of lines", "-1 lines", "--lines=-1"),
		Entry("more lines than there are numbers", "1000000001 lines", "--lines=1000000001"),
		Entry("no clients", "0 clients", "--clients=0"),
		Entry("a negative number of runs", "-1 runs", "--runs=-1"),
		Entry("no patience", "a patience of 0s", "--patience=0"),
		Entry("the whole number space in some lines", "--whole", "--whole", "--lines=7"),
		Entry("the log of no server", "--addr", "--log=numbers.log"),
		Entry("two runs with a server that runs already", "one run", "--addr=localhost:4000", "--runs=2"),
		Entry("a server that runs already beside another one", "--addr and --exec", "--addr=localhost:4000", "--exec=x"),
		Entry("a folder that is not there", "no such file", "--dir=nowhere"),
		Entry("a picture in an unknown format", "rates.gif", "--plot=rates.gif"),
		Entry("a command without a word", "--exec", "--exec= "),
	)

	DescribeTable("fails when",
		func(complaint string, arguments ...string) {
			session := bench(arguments...)
			Expect(session).To(gexec.Exit(1))
			Expect(session.Err).To(gbytes.Say(fmt.Sprintf("numberserver: .*%s.*\n$", complaint)))
		},
		Entry("nobody listens there", "connection refused", "--addr=127.0.0.1:1", "--lines=10"),
		Entry("the figures have no folder", "nowhere", "--json=nowhere/figures.json"),
	)
})
