package cli

import (
	"github.com/alecthomas/kong"
	"github.com/posener/complete"
	"github.com/willabides/kongplete"
)

// completionCommand prints completion scripts.
type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"The shell: bash, zsh or fish."`
}

// Run prints the script. The script asks the program that is being typed what may come
// next, and offers files where there is no answer.
func (c *completionCommand) Run(streams Streams) error {
	script, _ := texts.ReadFile("completion/numberserver." + c.Shell)
	_, err := streams.Out.Write(script)
	return err
}

// completes answers a completion script, and reports whether it was asked: the line
// that is being typed is then in the environment variable COMP_LINE. The flags of
// the default command may be used without its name.
func completes(parser *kong.Kong) bool {
	command, _ := kongplete.Command(parser)
	command.Flags = command.Sub[parser.Model.DefaultCmd.Name].GlobalFlags
	answer := complete.New(parser.Model.Name, command)
	answer.Out = parser.Stdout
	return answer.Complete()
}
