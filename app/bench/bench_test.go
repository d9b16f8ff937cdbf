package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
	"golang.org/x/perf/benchfmt"

	"numberserver/app/internal/testkit"
)

// timeout is how long a spec waits for what should take a moment.
const timeout = time.Minute

// start starts the benchmark with its standard output at stdout. In arguments, SERVER
// stands for this module's server.
func start(stdout io.Writer, args ...string) *gexec.Session {
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "SERVER", testkit.Program())
	}
	session, err := gexec.Start(exec.Command(os.Args[0], args...), stdout, GinkgoWriter)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(session.Kill)
	return session
}

// runBench runs the benchmark, which must end with a status.
func runBench(status int, args ...string) *gexec.Session {
	GinkgoHelper()
	session := start(GinkgoWriter, args...)
	Eventually(session).WithTimeout(timeout).Should(gexec.Exit(status))
	return session
}

// resultsOf returns the results on the standard output.
func resultsOf(session *gexec.Session) (results []*benchfmt.Result) {
	GinkgoHelper()
	reader := benchfmt.NewReader(bytes.NewReader(session.Out.Contents()), "stdout")
	for reader.Scan() {
		result, ok := reader.Result().(*benchfmt.Result)
		Expect(ok).To(BeTrue(), "%v is no result", reader.Result())
		results = append(results, result.Clone())
	}
	Expect(reader.Err()).NotTo(HaveOccurred())
	return results
}

// names are the names of results without the number of processors.
func names(results []*benchfmt.Result) (names []string) {
	for _, result := range results {
		_, parts := result.Name.Parts()
		names = append(names, string(result.Name.Base())+string(bytes.Join(parts[:1], nil)))
	}
	return names
}

// value is a figure of a result, or 0 if it has none.
func value(result *benchfmt.Result, unit string) float64 {
	v, _ := result.Value(unit)
	return v
}

// own is this module's server as an argument, with more flags.
func own(name string, flags ...string) string {
	return "--server=" + name + "=SERVER --addr {addr} --log {log} " + strings.Join(flags, " ")
}

// editing is an argument for a server that writes its log when it stops, changed by an
// editor.
func editing(name, editor string) string {
	return "--server=" + name + "=sh -c 'SERVER --addr {addr} --log {dir}/raw; " + editor + " {dir}/raw >{log}'"
}

var _ = Describe("The benchmark", func() {
	BeforeEach(func() {
		temporary := GinkgoT().TempDir()
		GinkgoT().Setenv("TMPDIR", temporary)
		DeferCleanup(func() {
			Expect(os.ReadDir(temporary)).To(BeEmpty(), "what is left behind")
		})
	})

	It("measures this module's server beside a sink, with the settings of the command line only", func() {
		GinkgoT().Setenv("NUMBERSERVER_CLIENTS", "none")
		session := runBench(0, "--lines=5k", "--runs=2")
		Expect(names(resultsOf(session))).To(Equal([]string{
			"Unique/server=sink", "Unique/server=numberserver", "Unique/server=sink", "Unique/server=numberserver"}))
		Expect(session.Err).To(gbytes.Say(`unique: numberserver took [\d.]+ million new numbers per 10 s, [\d.]+ of what a sink takes; every log was right\.\n`))
	})

	It("needs the module to build its server", func() {
		GinkgoT().Chdir(GinkgoT().TempDir())
		Expect(runBench(statusFailure, "--lines=10").Err).To(gbytes.Say("^bench: build this module's server: .*; run the benchmark in a folder of the module, or name a server with --server\n$"))
	})

	It("gives the figures of each run, and says under which configuration", func() {
		session := runBench(0, "--lines=100k", "--runs=1", "--clients=3", own("a"))
		all := resultsOf(session)
		sink, a := all[0], all[1]
		for key, value := range map[string]string{"goos": "linux", "logs": os.TempDir(), "lines": "100000", "clients": "3"} {
			Expect(a.GetConfig(key)).To(Equal(value), key)
		}
		Expect(value(a, "lines/s")).To(BeNumerically("~", 1/value(a, "sec/line"), 0.01*value(a, "lines/s")))
		Expect(value(a, "%-of-sink")).To(BeNumerically("~", 100*value(a, "lines/s")/value(sink, "lines/s"), 0.1))
		for _, unit := range []string{"cpu-sec/line", "peak-MiB", "exit-sec"} {
			Expect(value(a, unit)).To(BeNumerically(">", 0), unit)
		}
		Expect(value(a, "peak-MiB")).To(BeNumerically("~", 100, 99))
		var millions float64
		Expect(fmt.Sscanf(string(session.Err.Contents()), "unique: a took %g million new numbers per 10 s", &millions)).To(Equal(1))
		Expect(millions).To(BeNumerically("~", value(a, "lines/s")/1e5, 0.01*millions))
	})

	It("measures one load after the other", func() {
		session := runBench(0, "random", "duplicates", "small", "--lines=2000", "--runs=1", own("a"))
		Expect(names(resultsOf(session))).To(Equal([]string{"Random/server=sink", "Random/server=a",
			"Duplicates/server=sink", "Duplicates/server=a", "Small/server=sink", "Small/server=a"}))
		Expect(session.Err).To(gbytes.Say("duplicates: a took .* million lines per 10 s"))
	})

	It("measures all servers in turn", func() {
		session := runBench(0, "--lines=1000", "--runs=2", own("new"), own("old-1.0", "--clients 7"))
		Expect(names(resultsOf(session))).To(Equal([]string{"Unique/server=sink", "Unique/server=new", "Unique/server=old-1.0",
			"Unique/server=sink", "Unique/server=new", "Unique/server=old-1.0"}))
	})

	It("measures how long a lone line takes until it is in the log", func() {
		all := resultsOf(runBench(0, "trickle", "--lines=1000", "--runs=1", own("a")))
		Expect(value(all[0], "p50-sec")).To(BeZero())
		Expect(value(all[1], "p50-sec")).To(BeNumerically(">", 0))
		Expect(value(all[1], "p99.9-sec")).To(BeNumerically(">=", value(all[1], "p50-sec")))
	})

	It("counts the end of a server that writes its log when it stops, and measures no lone lines", func() {
		late := resultsOf(runBench(0, "trickle", "--lines=1000", "--runs=1", "--patience=5s", editing("late", "cat")))[1]
		Expect(value(late, "sec/line")).To(BeNumerically(">", value(late, "exit-sec")/1000))
		Expect(value(late, "p50-sec")).To(BeZero())
	})

	It("shows its help", func() {
		Expect(runBench(0, "--help").Out).To(gbytes.Say("--server=NAME='COMMAND'"))
	})

	Describe("of a running server", func() {
		It("checks its log, once, and leaves it running", func() {
			server := testkit.Serve()
			Expect(runBench(0, "--addr", server.Addr, "--log", server.Log, "--lines=1000").Err).To(gbytes.Say("every log was right"))
			Expect(runBench(statusUsage, "--addr", server.Addr, "--log", server.Log, "--lines=1000").Err).To(gbytes.Say("has numbers already"))
			Expect(runBench(statusFailure, "--addr", server.Addr, "--log", os.DevNull, "--lines=1000", "--patience=1s").Err).
				To(gbytes.Say("1000 of 1000 numbers are missing"))
			server.Stops()
		})

		It("says if it cannot check the log", func() {
			Expect(runBench(0, "--addr", testkit.Serve().Addr, "--lines=1000").Err).To(gbytes.Say("its log was not checked"))
		})
	})

	// leavesOut runs the benchmark with servers that fail, each with a complaint, and a
	// good one behind them. It goes on with the good one and fails in the end.
	leavesOut := func(patience string, servers ...[2]string) {
		GinkgoHelper()
		args := []string{"--lines=5000", "--runs=2", "--patience=" + patience}
		for _, server := range servers {
			args = append(args, server[0])
		}
		session := runBench(statusFailure, append(args, own("good"))...)
		Expect(names(resultsOf(session))).To(Equal([]string{
			"Unique/server=sink", "Unique/server=good", "Unique/server=sink", "Unique/server=good"}))
		for _, server := range servers {
			name := strings.Split(server[0], "=")[1]
			Expect(session.Err).To(gbytes.Say("bench: unique 1/2: " + name + ": .*(" + server[1] + ").*\n"))
		}
		Expect(session.Err).To(gbytes.Say("^unique: good took .*\n"))
		Expect(session.Err).To(gbytes.Say("bench: not every server did well, see above\n$"))
	}

	It("goes on when servers end, or their logs are wrong", func() {
		const missing = "exit status 1, its last words were .*accepted numbers are missing"
		leavesOut("2s",
			[2]string{"--server=does-not-exist=no-such-server {port}", "exit status 127"},
			[2]string{"--server=ends-at-once=false {port}", "exit status 1"},
			[2]string{"--server=ends-in-the-middle=sh -c 'ulimit -f 8; exec SERVER --addr {addr} --log {log}'", missing},
			[2]string{"--server=has-a-full-disk=sh -c 'ulimit -f 0; exec SERVER --addr {addr} --log {log}'", missing},
			[2]string{"--server=has-no-log=SERVER --addr {addr} --log {dir}/elsewhere.log", "numbers.log: no such file"},
			[2]string{editing("logs-too-few", "sed 1d"), "1 of 5000 numbers are missing"},
		)
	})

	It("goes on when servers hang", func() {
		leavesOut("1s",
			[2]string{"--server=never-listens=sh -c 'echo Hm >&2; sleep 1000' {port}", "does not listen on 127.0.0.1:.*Hm"},
			[2]string{"--server=reads-nothing=sh -c 'SERVER --addr {addr} --log {log} & kill -STOP $!; sleep 1000'", "no progress for 1s|does not listen"},
			[2]string{"--server=does-not-end=sh -c 'SERVER --addr {addr} --log {log}; sleep 1000'", "it has not ended 1s after terminate"},
		)
	})

	It("ends when it is interrupted, and leaves no server behind", func() {
		file := filepath.Join(GinkgoT().TempDir(), "pid")
		session := start(GinkgoWriter, "--lines=1000", "--server=a=sh -c 'echo $$ >"+file+"; exec sleep 1000' {port}")
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
		session := start(GinkgoWriter, "trickle", "--lines=100k", own("a"))
		Eventually(session.Out).WithTimeout(timeout).Should(gbytes.Say("server=sink"))
		session.Interrupt()
		Eventually(session).WithTimeout(timeout).Should(gexec.Exit(statusFailure))
		Expect(session.Err).To(gbytes.Say("bench: interrupted\n$"))
	})

	It("ends with an error when its results cannot be written", func() {
		reader, writer, err := os.Pipe()
		Expect(err).NotTo(HaveOccurred())
		Expect(reader.Close()).To(Succeed())
		defer writer.Close()
		session := start(writer, "--lines=1000", "--runs=1", own("a"))
		Eventually(session).WithTimeout(timeout).Should(gexec.Exit(statusFailure))
		Expect(session.Err).To(gbytes.Say("^bench: .*broken pipe\n$"))
	})

	DescribeTable("does not accept",
		func(complaint string, args ...string) {
			Expect(runBench(statusUsage, args...).Err).To(gbytes.Say("bench: error: .*" + complaint))
		},
		Entry("an unknown load", "some", "some"),
		Entry("no lines", `"0" is not a number`, "--lines=0"),
		Entry("a negative number of lines", `"-1" is not a number`, "--lines=-1"),
		Entry("more lines than there are numbers", `"2G" is not a number`, "--lines=2G"),
		Entry("lines in an unknown unit", `"10kM" is not a number from 1 to 1000000000, such as 500000, 10k or 5M`, "--lines=10kM"),
		Entry("no clients", `--clients: "0" is not a number`, "--clients=0"),
		Entry("no runs", `--runs: "0" is not a number`, "--runs=0"),
		Entry("no patience", "--patience 0s", "--patience=0"),
		Entry("all numbers in fewer lines", "--lines and --whole", "--whole", "--lines=7"),
		Entry("the log of no server", "--log needs --addr", "--log=numbers.log"),
		Entry("two runs with a running server", "one run", "--addr=localhost:4000", "--runs=2"),
		Entry("a running server beside others", "--server and --addr", "--addr=localhost:4000", "--server=a=x"),
		Entry("a server without a name", "NAME='COMMAND'", "--server==x"),
		Entry("a server without a command", "NAME='COMMAND'", "--server=a= "),
		Entry("a server whose name a benchmark cannot have", "NAME='COMMAND'", "--server=a b=x"),
		Entry("two servers of one name", "the name is taken", "--server=a=x", "--server=a=y"),
		Entry("a server with the sink's name", "the name is taken", "--server=sink=x"),
	)

	It("takes numbers with a unit", func() {
		var lines count
		for text, number := range map[string]count{"7": 7, "10k": 10_000, "5M": 5_000_000, "1G": 1_000_000_000} {
			Expect(lines.UnmarshalText([]byte(text))).To(Succeed())
			Expect(lines).To(Equal(number))
		}
	})

	It("fails if no server is running there", func() {
		Expect(runBench(statusFailure, "--addr=127.0.0.1:1", "--lines=10").Err).To(gbytes.Say("127.0.0.1:1: .*connection refused"))
	})
})
