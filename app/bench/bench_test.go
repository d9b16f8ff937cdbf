package main

import (
	"context"
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

// timeout is how long a spec waits for what should take a moment.
const timeout = 30 * time.Second

// figures are what the benchmark writes to a file, as far as the specs read it.
type figures struct {
	Loads []struct {
		Programs []struct {
			Name string
			Runs []struct {
				Seconds     float64 `json:"seconds"`
				ExitSeconds float64 `json:"exit_seconds"`
			}
		}
	}
}

// names are the names of the programs of the first load.
func (f figures) names() (names []string) {
	for _, program := range f.Loads[0].Programs {
		names = append(names, program.Name)
	}
	return names
}

var _ = Describe("The benchmark", func() {
	var out, stderr *gbytes.Buffer

	BeforeEach(func() {
		out, stderr = gbytes.NewBuffer(), gbytes.NewBuffer()
		temporary := GinkgoT().TempDir()
		GinkgoT().Setenv("TMPDIR", temporary)
		DeferCleanup(func() {
			Expect(os.ReadDir(temporary)).To(BeEmpty(), "what is left behind")
		})
	})

	// bench runs the benchmark and returns its exit status.
	bench := func(args ...string) int {
		return run(context.Background(), args, streams{nil, io.MultiWriter(out, GinkgoWriter), io.MultiWriter(stderr, GinkgoWriter)})
	}

	// own is this module's server as an argument, with more flags.
	own := func(name string, flags ...string) string {
		return "--server=" + name + "=" + server + " --addr {addr} --log {log} " + strings.Join(flags, " ")
	}

	// process starts the benchmark as a process with its standard output at stdout.
	process := func(stdout io.Writer, args ...string) *gexec.Session {
		command := exec.Command(os.Args[0], args...)
		session, err := gexec.Start(command, stdout, GinkgoWriter)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(session.Kill)
		return session
	}

	// figuresOf returns what the benchmark writes to a file.
	figuresOf := func(args ...string) (f figures) {
		path := filepath.Join(GinkgoT().TempDir(), "figures.json")
		Expect(bench(append(args, "--json", path)...)).To(BeZero())
		text, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		Expect(json.Unmarshal(text, &f)).To(Succeed())
		return f
	}

	It("measures this module's server beside a sink, with the settings of the command line only", func() {
		GinkgoT().Setenv("NUMBERSERVER_ADDR", "127.0.0.1:1")
		GinkgoT().Setenv("NUMBERSERVER_REPORT_EVERY", "-1s")
		Expect(bench("--lines=5000", "--runs=2")).To(BeZero())
		Expect(out).To(gbytes.Say("unique: 5,000 lines from 5 clients, runs: 2"))
		Expect(out).To(gbytes.Say("sink +"))
		Expect(out).To(gbytes.Say("numberserver +"))
		Expect(out).To(gbytes.Say("Every log was checked"))
	})

	It("needs the module to build its server", func() {
		GinkgoT().Chdir(GinkgoT().TempDir())
		Expect(bench("--lines=10")).To(Equal(statusFailure))
		Expect(stderr).To(gbytes.Say("^bench: build this module's server: .*; run the benchmark in a folder of the module, or name a server with --server\n$"))
	})

	It("measures one load after the other", func() {
		Expect(bench("random", "duplicates", "small", "trickle", "--lines=2000", "--runs=1", own("a"))).To(BeZero())
		for _, kind := range []string{"random", "duplicates", "small", "trickle"} {
			Expect(out).To(gbytes.Say(kind + ": 2,000 lines"))
		}
	})

	It("measures all servers in turn", func() {
		Expect(bench("--lines=1000", "--runs=2", own("new"), own("old, with one core", "--clients 7"), own("c"))).To(BeZero())
		Expect(out).To(gbytes.Say("of sink +of new "))
		Expect(out).To(gbytes.Say("old, with one core +"))
		for _, title := range []string{"1/2 sink", "1/2 new", "1/2 old, with one core", "1/2 c", "2/2 sink", "2/2 new"} {
			Expect(stderr).To(gbytes.Say(title))
		}
	})

	It("writes all figures to a file", func() {
		all := figuresOf("unique", "small", "--lines=1000", "--runs=3", own("a"))
		Expect(all.Loads).To(HaveLen(2))
		Expect(all.names()).To(Equal([]string{"sink", "a"}))
		Expect(all.Loads[0].Programs[1].Runs).To(HaveLen(3))
	})

	It("draws a picture", func() {
		for _, name := range []string{"rates.svg", "rates.png"} {
			path := filepath.Join(GinkgoT().TempDir(), name)
			Expect(bench("--lines=1000", "--runs=1", "--plot", path, own("a"))).To(BeZero())
			Expect(os.ReadFile(path)).NotTo(BeEmpty())
		}
	})

	It("shows its help", func() {
		Expect(bench("--help")).To(BeZero())
		Expect(out).To(gbytes.Say("--server=NAME='COMMAND'"))
	})

	Describe("of a running server", func() {
		var addr, log string

		BeforeEach(func() {
			log = filepath.Join(GinkgoT().TempDir(), "numbers.log")
			session, err := gexec.Start(exec.Command(server, "--addr=127.0.0.1:0", "--log", log), GinkgoWriter, GinkgoWriter)
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(func() {
				Eventually(session.Terminate()).WithTimeout(timeout).Should(gexec.Exit(0))
			})
			said := regexpIn(session.Err, `listening on (127\S+)`)
			addr = said[1]
		})

		It("checks its log, and leaves it running", func() {
			Expect(bench("--addr", addr, "--log", log, "--lines=1000", "--seed=1")).To(BeZero())
			Expect(bench("--addr", addr, "--log", log, "--lines=1000", "--seed=2")).To(BeZero())
		})

		It("says if it cannot check the log", func() {
			Expect(bench("--addr", addr, "--lines=1000")).To(BeZero())
			Expect(out).To(gbytes.Say("The log of " + addr + " was not checked"))
		})
	})

	It("runs a server in its own folder if the command does not say where the log is", func() {
		Expect(bench("--lines=1000", "--runs=1", "--server=a="+server+" --addr {addr}")).To(BeZero())
	})

	It("counts the end of a server that writes its log when it stops", func() {
		late := figuresOf("--lines=1000", "--runs=1", "--patience=5s",
			"--server=late=sh -c '"+server+" --addr {addr} --log {dir}/late; mv {dir}/late {log}'").Loads[0].Programs[1]
		Expect(late.Runs[0].Seconds).To(BeNumerically(">", late.Runs[0].ExitSeconds))
	})

	DescribeTable("fails if a server",
		func(command, complaint string) {
			Expect(bench("--lines=5000", "--runs=1", "--patience=5s",
				"--server=bad="+strings.ReplaceAll(command, "SERVER", server))).To(Equal(statusFailure))
			Expect(string(stderr.Contents())).To(MatchRegexp("\nbench: bad: .*" + complaint + ".*\n$"))
		},
		Entry("does not exist", "no-such-server {port}", "it ended with exit status 127"),
		Entry("ends at once", "false {port}", "it ended with exit status 1"),
		Entry("ends in the middle", `sh -c 'ulimit -f 8; exec SERVER --addr {addr} --log {log}'`,
			"it ended with exit status 1 and said: .*missing"),
		Entry("logs elsewhere", "SERVER --addr {addr} --log {dir}/elsewhere.log", "numbers.log: no such file"),
	)

	It("ends when it is interrupted, and leaves no server behind", func() {
		file := filepath.Join(GinkgoT().TempDir(), "pid")
		session := process(GinkgoWriter, "--lines=1000", "--server=a=sh -c 'echo $$ >"+file+"; exec sleep 1000'")
		pid := func() string {
			text, _ := os.ReadFile(file) // it may not exist yet
			return string(text)
		}
		Eventually(pid).WithTimeout(timeout).Should(HaveSuffix("\n"))
		session.Interrupt()
		Eventually(session).WithTimeout(timeout).Should(gexec.Exit(statusFailure))
		Expect(session.Err).To(gbytes.Say("bench: interrupted\n$"))
		Expect("/proc/" + strings.TrimSpace(pid())).NotTo(BeADirectory())
	})

	It("ends when it is interrupted while it measures", func() {
		ctx, cancel := context.WithCancel(context.Background())
		std := streams{nil, out, io.MultiWriter(stderr, cancelOn{"1/5 sink", cancel})}
		Expect(run(ctx, []string{"trickle", "--lines=20000", own("a")}, std)).To(Equal(statusFailure))
		Expect(stderr).To(gbytes.Say("bench: interrupted\n$"))
	})

	It("ends with an error when its results cannot be written", func() {
		reader, writer, err := os.Pipe()
		Expect(err).NotTo(HaveOccurred())
		Expect(reader.Close()).To(Succeed())
		defer writer.Close()
		session := process(writer, "--lines=1000", "--runs=1", own("a"))
		Eventually(session).WithTimeout(timeout).Should(gexec.Exit(statusFailure))
		Expect(session.Err).To(gbytes.Say("bench: .*broken pipe\n$"))
	})

	DescribeTable("does not accept",
		func(complaint string, args ...string) {
			Expect(bench(args...)).To(Equal(statusUsage))
			Expect(stderr).To(gbytes.Say(fmt.Sprintf("^bench: .*%s.*\n$", complaint)))
		},
		Entry("an unknown load", "some", "some"),
		Entry("no lines", "--lines 0", "--lines=0"),
		Entry("a negative number of lines", "--lines -1", "--lines=-1"),
		Entry("more lines than there are numbers", "--lines 1000000001", "--lines=1000000001"),
		Entry("no clients", "--clients 0", "--clients=0"),
		Entry("no runs", "--runs 0", "--runs=0"),
		Entry("a negative number of runs", "--runs -1", "--runs=-1"),
		Entry("no patience", "--patience 0s", "--patience=0"),
		Entry("all numbers in fewer lines", "--whole", "--whole", "--lines=7"),
		Entry("the log of no server", "--addr", "--log=numbers.log"),
		Entry("two runs with a running server", "one run", "--addr=localhost:4000", "--runs=2"),
		Entry("a running server beside others", "--server and --addr can't be used together", "--addr=localhost:4000", "--server=a=x"),
		Entry("a folder that does not exist", "no such file", "--dir=nowhere"),
		Entry("a picture in an unknown format", "rates.gif", "--plot=rates.gif"),
		Entry("a server without a name", "NAME='COMMAND'", "--server==x"),
		Entry("a server without a command", "NAME='COMMAND'", "--server=a= "),
		Entry("two servers of one name", "the name is taken", "--server=a=x", "--server=a=y"),
		Entry("a server with the sink's name", "the name is taken", "--server=sink=x"),
	)

	DescribeTable("fails if",
		func(complaint string, args ...string) {
			Expect(bench(args...)).To(Equal(statusFailure))
			Expect(stderr).To(gbytes.Say(fmt.Sprintf("bench: .*%s.*\n$", complaint)))
		},
		Entry("no server is running there", "connection refused", "--addr=127.0.0.1:1", "--lines=10"),
		Entry("the folder of the figures does not exist", "nowhere", "--json=nowhere/figures.json"),
	)
})

// A cancelOn calls cancel when text is written to it.
type cancelOn struct {
	text   string
	cancel func()
}

func (c cancelOn) Write(text []byte) (int, error) {
	if strings.Contains(string(text), c.text) {
		c.cancel()
	}
	return len(text), nil
}

// regexpIn waits until buffer has a match and returns it with its groups.
func regexpIn(buffer *gbytes.Buffer, pattern string) []string {
	GinkgoHelper()
	Eventually(buffer).WithTimeout(timeout).Should(gbytes.Say(pattern))
	return regexp.MustCompile(pattern).FindStringSubmatch(string(buffer.Contents()))
}
