package cli

import (
	"os"
	"syscall"
	"time"
)

// writeSignals are sent to a process whose write fails.
var writeSignals = []os.Signal{syscall.SIGPIPE}

// cpuTime returns the CPU time that the process has used.
func cpuTime() time.Duration {
	var created, exited, kernel, user syscall.Filetime
	process, err := syscall.GetCurrentProcess()
	if err != nil || syscall.GetProcessTimes(process, &created, &exited, &kernel, &user) != nil {
		return 0
	}
	// A Filetime counts 100 nanoseconds.
	ticks := int64(kernel.HighDateTime+user.HighDateTime)<<32 + int64(kernel.LowDateTime) + int64(user.LowDateTime)
	return time.Duration(ticks * 100)
}
