//go:build unix

package steps

import (
	"context"
	"os/signal"
	"syscall"

	"github.com/cucumber/godog"
)

func initializeDiskSteps(scenario *godog.ScenarioContext) {
	scenario.Step(`^a disk that takes (\d+) bytes$`, aDiskThatTakes)
}

// aDiskThatTakes limits the size of files until the scenario ends: to the
// server that is a disk that takes part of a write, and then no more. The limit
// holds for the tests as well, so let it be more than they write.
func aDiskThatTakes(ctx context.Context, bytes int) error {
	signal.Ignore(syscall.SIGXFSZ) // as the program does
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	w := worldOf(ctx)
	w.cleanUp = append(w.cleanUp, func() { _ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before) })
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(bytes), Max: before.Max})
}
