//go:build unix

package steps

import (
	"context"
	"os/signal"
	"syscall"

	"github.com/cucumber/godog"
)

func initializeDiskSteps(scenario *godog.ScenarioContext) {
	scenario.Given(`^a disk with space for (\d+) bytes$`, aDiskWithSpace)
}

// aDiskWithSpace limits the size of files until the scenario ends. To the server
// that is a full disk: part of a write succeeds, then every write fails. The limit
// is the process's, so it must be more than the tests write.
func aDiskWithSpace(ctx context.Context, bytes int) error {
	signal.Ignore(syscall.SIGXFSZ) // as the program does
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	w := worldOf(ctx)
	w.cleanUp = append(w.cleanUp, func() { _ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before) })
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(bytes), Max: before.Max})
}
