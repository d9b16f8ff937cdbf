//go:build !linux && !darwin

package target

import (
	"os"
	"os/exec"
)

// setProcessGroup does nothing: the process is killed alone.
func setProcessGroup(*exec.Cmd) {}

// peakMemory is unknown.
func (p *process) peakMemory() int64 { return 0 }

// maxMemory is unknown.
func maxMemory(*os.ProcessState) int64 { return 0 }
