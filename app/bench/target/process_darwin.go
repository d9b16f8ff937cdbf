package target

import (
	"os"
	"os/exec"
	"syscall"
)

// dieTogether gives the process a group of its own that is killed as a whole.
func dieTogether(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}

// peakMemory is not known before the process has ended.
func (p *process) peakMemory() int64 { return 0 }

// maxMemory returns the most memory that an ended process has had.
func maxMemory(ended *os.ProcessState) int64 {
	return int64(ended.SysUsage().(*syscall.Rusage).Maxrss)
}
