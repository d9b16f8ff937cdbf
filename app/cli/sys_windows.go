package cli

import (
	"os"
	"syscall"
)

// writeSignals are sent to who writes what cannot be written.
var writeSignals = []os.Signal{syscall.SIGPIPE}
