//go:build !windows

package target

import (
	"context"
	"os/exec"
	"strings"
)

// shell returns a process that runs command as a shell does. In the end it is
// the program itself and not the shell that runs, so that it is the program that
// is measured and stopped.
func shell(ctx context.Context, command string) *exec.Cmd {
	return exec.CommandContext(ctx, "sh", "-c", "exec "+command)
}

// quoted returns text as one word for the shell.
func quoted(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
