//go:build !windows

package target

import (
	"context"
	"os/exec"
	"strings"
	"syscall"
)

// shell returns a process that runs command by sh, which replaces itself with the
// program, so that the program is what is measured and stopped. Its process group is
// killed as a whole.
func shell(ctx context.Context, command string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "sh", "-c", "exec "+command)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}

// Quote returns text as one word for the shell.
func Quote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
