//go:build unix

package cli

import (
	"os"
	"syscall"
	"time"
)

// writeSignals are sent to a process whose write fails.
var writeSignals = []os.Signal{syscall.SIGPIPE, syscall.SIGXFSZ}

// cpuTime returns the CPU time that the process has used.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
