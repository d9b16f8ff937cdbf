package app

import (
	"os"
	"syscall"
)

// StopSignals are the signals that stop the server as a terminate line does.
var StopSignals = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}
