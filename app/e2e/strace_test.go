//go:build linux

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// needsStrace skips the spec where strace cannot run.
func needsStrace() {
	if exec.Command("strace", "true").Run() != nil {
		Skip("this needs strace")
	}
}

// traced returns a line of shell that starts a server under strace, which alters
// the system calls that options select. It writes them to the file trace. With -D
// the server has the process id, and so gets the signals.
func traced(options string, args ...string) string {
	return `exec strace -D -f -qq -e signal=none -o trace ` + options + ` "$0" --addr 127.0.0.1:0 ` + strings.Join(args, " ")
}

// onLog are options of strace that select system calls on the log.
func onLog(options string) string { return `-P "$PWD/numbers.log" ` + options }

// trace returns what strace has written.
func (s *server) trace() string {
	GinkgoHelper()
	content, err := os.ReadFile(filepath.Join(s.Dir, "trace"))
	Expect(err).NotTo(HaveOccurred())
	return string(content)
}

var tracer = regexp.MustCompile(`TracerPid:\s+(\d+)`)

// untrace ends strace. A system call that it delays goes on at once.
func (s *server) untrace() {
	GinkgoHelper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Command.Process.Pid))
	Expect(err).NotTo(HaveOccurred())
	pid, err := strconv.Atoi(string(tracer.FindSubmatch(status)[1]))
	Expect(err).NotTo(HaveOccurred())
	Expect(pid).NotTo(BeZero())
	Expect(syscall.Kill(pid, syscall.SIGKILL)).To(Succeed())
}
