package cli

import (
	"os"
	"syscall"
)

// writeSignals are sent to a process whose write fails.
var writeSignals = []os.Signal{syscall.SIGPIPE}
