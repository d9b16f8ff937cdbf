package cli

import (
	"embed"

	"github.com/posener/complete"
	"github.com/willabides/kongplete"

	"github.com/alecthomas/kong"
)

// completionCommand prints completion scripts.
type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"The shell: bash, zsh or fish."`
}

// completionScripts ask the program that is being typed what may come next. They
// offer files where it has no answer.
//
//go:embed completion
var completionScripts embed.FS

// Run prints the script.
func (c *completionCommand) Run(streams Streams) error {
	script, _ := completionScripts.ReadFile("completion/numberserver." + c.Shell)
	_, err := streams.Out.Write(script)
	return err
}

// completes answers a completion script, and reports whether it was asked: the line
// that is being typed is then in the environment variable COMP_LINE. The flags of
// the default command may be used without its name.
func completes(parser *kong.Kong) bool {
	command, err := kongplete.Command(parser)
	if err != nil {
		return false
	}
	command.Flags = command.Sub[parser.Model.DefaultCmd.Name].GlobalFlags
	answer := complete.New(parser.Model.Name, command)
	answer.Out = parser.Stdout
	return answer.Complete()
}
