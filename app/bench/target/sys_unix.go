//go:build !windows

package target

import (
	"context"
	"os/exec"
	"strings"
)

// shell returns a process that runs command by sh, which replaces itself with the
// program, so that the program is what is measured and stopped.
func shell(ctx context.Context, command string) *exec.Cmd {
	return exec.CommandContext(ctx, "sh", "-c", "exec "+command)
}

// Quote returns text as one word for the shell.
func Quote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
