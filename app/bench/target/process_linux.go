package target

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// dieTogether keeps the process, and what it starts, from outliving this one: it
// gets a group of its own that is killed as a whole, and dies with its parent.
func dieTogether(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}

// peakMemory returns the most memory that the process has had so far. What the
// system says at its end would not do: that counts the time before the program
// was loaded too, when the process was a copy of this one.
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

// maxMemory returns the most memory that an ended process has had.
func maxMemory(ended *os.ProcessState) int64 {
	return int64(ended.SysUsage().(*syscall.Rusage).Maxrss) << 10
}
