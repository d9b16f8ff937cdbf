package target

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// setProcessGroup gives the process a group of its own, which is killed as a whole,
// and has it killed when its parent dies.
func setProcessGroup(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}

// peakMemory returns the peak memory of the process so far. The figure at the end of
// the process would not do: it includes the copy of this process that it was between
// fork and exec.
func (p *process) peakMemory() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	if err != nil {
		return 0
	}
	_, line, _ := strings.Cut(string(status), "VmHWM:")
	var kib int64
	if _, err := fmt.Sscanf(line, "%d kB", &kib); err != nil {
		return 0
	}
	return kib << 10
}

// maxMemory returns the peak memory of an ended process.
func maxMemory(ended *os.ProcessState) int64 {
	return int64(ended.SysUsage().(*syscall.Rusage).Maxrss) << 10
}
