package target

import (
	"os"
	"os/exec"
	"syscall"
)

// setProcessGroup gives the process a group of its own, which is killed as a whole.
func setProcessGroup(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}

// peakMemory is unknown before the process has ended.
func (p *process) peakMemory() int64 { return 0 }

// maxMemory returns the peak memory of an ended process.
func maxMemory(ended *os.ProcessState) int64 {
	return int64(ended.SysUsage().(*syscall.Rusage).Maxrss)
}
