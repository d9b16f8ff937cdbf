package e2e

import (
	"os"
	"regexp"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"numberserver/app/internal/testkit"
)

// A server is a running process of the program.
type server struct{ *testkit.Server }

// serve starts a server on a free port, in a folder of its own.
func serve(args ...string) *server {
	GinkgoHelper()
	return &server{testkit.Serve(args...)}
}

// shell starts a server by a line of shell in which "$0" is the program.
func shell(line string) *server {
	GinkgoHelper()
	return &server{testkit.StartServer(testkit.Shell(line))}
}

// resume starts a server on the log that is in dir.
func resume(dir string, args ...string) *server {
	GinkgoHelper()
	cmd := testkit.Command(append([]string{"--addr", "127.0.0.1:0", "--resume"}, args...)...)
	cmd.Dir = dir
	return &server{testkit.StartServer(cmd)}
}

// kill ends the server with SIGKILL.
func (s *server) kill() {
	GinkgoHelper()
	s.Kill()
	Eventually(s).Should(gexec.Exit())
}

// size returns the size of the log, 0 if there is none.
func (s *server) size() int64 {
	info, err := os.Stat(s.Log)
	if err != nil {
		return 0
	}
	return info.Size()
}

// checked returns the numbers in the log, whose last line must be whole.
func (s *server) checked() []int {
	GinkgoHelper()
	numbers, torn := testkit.Logged(s.Log)
	Expect(torn).To(BeEmpty(), "a torn last line")
	return numbers
}

// checkedAfterKill returns the numbers in the log, whose last line may be torn.
func (s *server) checkedAfterKill() []int {
	GinkgoHelper()
	numbers, _ := testkit.Logged(s.Log)
	return numbers
}

var report = regexp.MustCompile(`(?m)^Received (\d+) unique numbers, (\d+) duplicates\. Unique total: (\d+)$`)

// reported returns how many unique numbers all reports have counted. It fails the
// spec unless the reports add up and nothing else was printed.
func (s *server) reported() (unique int) {
	GinkgoHelper()
	output := string(s.Out.Contents())
	Expect(report.ReplaceAllString(output, "")).To(MatchRegexp(`^\n*$`))
	for _, match := range report.FindAllStringSubmatch(output, -1) {
		now, _ := strconv.Atoi(match[1])
		unique += now
		Expect(match[3]).To(Equal(strconv.Itoa(unique)), "the unique total")
	}
	return unique
}

// holdsWhatWasReported checks that the log ends with a whole line and holds as many
// numbers as the reports say, all of them sent by flood.
func (s *server) holdsWhatWasReported(flood *flood) {
	GinkgoHelper()
	flood.clients.Wait()
	numbers := s.checked()
	Expect(numbers).To(HaveLen(s.reported()))
	Expect(foreign(numbers, flood)).To(BeEmpty())
}
