package target

import (
	"context"
	"os/exec"
	"syscall"
)

// shell returns a process that runs command by cmd.exe. It is killed alone.
func shell(ctx context.Context, command string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "cmd")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `/c "` + command + `"`}
	return cmd
}

// Quote returns text as one word for the shell.
func Quote(text string) string { return `"` + text + `"` }
