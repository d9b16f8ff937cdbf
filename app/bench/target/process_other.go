//go:build !linux && !darwin

package target

import (
	"os"
	"os/exec"
)

// dieTogether leaves command as it is: it is killed alone.
func dieTogether(*exec.Cmd) {}

// peakMemory is not known.
func (p *process) peakMemory() int64 { return 0 }

// maxMemory is not known.
func maxMemory(*os.ProcessState) int64 { return 0 }
