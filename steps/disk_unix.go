//go:build unix

package steps

import (
	"syscall"

	"github.com/cucumber/godog"
	. "github.com/onsi/gomega"
)

func (w *world) registerDiskSteps(scenario *godog.ScenarioContext) {
	scenario.Given(`^a disk with space for (\d+) bytes$`, w.aDiskWithSpace)
}

// aDiskWithSpace limits the size of files until the scenario ends. To the server
// that is a full disk: part of a write succeeds, then every write fails. The limit
// is the process's, so it must be more than the tests write.
func (w *world) aDiskWithSpace(bytes int) {
	var before syscall.Rlimit
	Expect(syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before)).To(Succeed())
	w.cleanUp = append(w.cleanUp, func() { _ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before) })
	limited := before
	set(&limited.Cur, bytes)
	Expect(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limited)).To(Succeed())
}

// set sets a limit, whose type depends on the system.
func set[T int64 | uint64](limit *T, value int) { *limit = T(value) }
