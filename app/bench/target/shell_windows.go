package target

import (
	"context"
	"os/exec"
	"syscall"
)

// shell returns a process that runs command as a shell does.
func shell(ctx context.Context, command string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "cmd")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `/c "` + command + `"`}
	return cmd
}

// quoted returns text as one word for the shell.
func quoted(text string) string { return `"` + text + `"` }
