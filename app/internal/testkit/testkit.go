// Package testkit is what the specs of several packages share: a suite's time limits,
// number lines, files, a server that plays a part, a full disk, and the built
// program as a process.
package testkit

import (
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"
)

const (
	// Patience is how long a spec waits for what should happen at once. It is the
	// default of Eventually.
	Patience = 10 * time.Second

	suiteLimit  = 3 * time.Minute
	ginkgoLimit = time.Hour // its default
)

// Run runs the specs of a suite in random order. A spec that takes 30 s is reported with
// its stack; a suite that takes 3 minutes fails, unless -ginkgo.timeout allows more.
func Run(t *testing.T, suite string) {
	t.Helper()
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(Patience)
	if signal.Ignored(syscall.SIGHUP) { // under nohup, where the program would ignore it
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	config, reporter := GinkgoConfiguration()
	if config.Timeout == ginkgoLimit {
		config.Timeout = suiteLimit
	}
	config.RandomizeAllSpecs = true
	config.PollProgressAfter = 30 * time.Second
	config.GracePeriod = Patience
	RunSpecs(t, suite, config, reporter)
}

// LeavesNothing fails the spec if it leaves goroutines behind.
func LeavesNothing() {
	before := gleak.Goroutines()
	DeferCleanup(func() { Eventually(gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before)) })
}

// File returns the path of a new file with that content, in a folder of its own that
// goes with the spec.
func File(name, content string) string {
	GinkgoHelper()
	path := filepath.Join(GinkgoT().TempDir(), name)
	Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
	return path
}

// A FullDisk is an output that takes nothing.
type FullDisk struct{}

// Write fails as it does on a full disk.
func (FullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// ReadAll reads a connection to its end, as a number server does.
func ReadAll(conn *net.TCPConn) {
	_, _ = io.Copy(io.Discard, conn)
	_ = conn.Close()
}

// Listen runs a server on a free port of this machine until the spec ends. It calls
// handle for every connection, which handle has to close. Listen returns its address.
func Listen(handle func(conn *net.TCPConn)) string {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(listener.Close)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go handle(conn.(*net.TCPConn))
		}
	}()
	return listener.Addr().String()
}
