package cli

import (
	"io"

	"github.com/alecthomas/kong"
	"github.com/posener/complete"
	"github.com/willabides/kongplete"
)

// completionCommand prints completion scripts.
type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"The shell: bash, zsh or fish."`
}

// Help shows examples.
func (*completionCommand) Help() string {
	return `Prints a script for the shell to read when it starts.

Examples:

    echo 'source <(numberserver completion bash)' >> ~/.bashrc
    echo 'source <(numberserver completion zsh)' >> ~/.zshrc
    numberserver completion fish > ~/.config/fish/completions/numberserver.fish`
}

// completionScripts ask the program that is being typed what may come next. They
// offer files where it has no answer. Only bash takes the value in --flag=value for
// a word of its own.
var completionScripts = map[string]string{
	"bash": `_numberserver() {
	local IFS=$'\n'
	COMPREPLY=($(COMP_LINE=$COMP_LINE COMP_POINT=$COMP_POINT "$1"))
}
complete -o default -F _numberserver numberserver
`,
	"zsh": `(( $+functions[compdef] )) || { autoload -U compinit && compinit }
_numberserver() {
	local line=${(j: :)words[1,CURRENT]}
	[[ $PREFIX == --*=* ]] && compset -P '*='
	local offered=("${(@f)$(COMP_LINE=$line $words[1])}")
	if [[ $offered ]]; then compadd -a offered; else _files; fi
}
compdef _numberserver numberserver
`,
	"fish": `function __numberserver
	set -l flag (string match -r -- '^--.*=' (commandline -ct))
	set -l words (commandline -opc)
	set -l offered (env COMP_LINE=(commandline -cp) $words[1])
	test -n "$offered"; or set offered (__fish_complete_path (string replace -- "$flag" '' (commandline -ct)))
	string replace -r -- '^' "$flag" $offered
end
complete -f -c numberserver -a '(__numberserver)'
`,
}

// Run prints the script.
func (c *completionCommand) Run(streams Streams) error {
	_, err := io.WriteString(streams.Out, completionScripts[c.Shell])
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
	serve := command.Sub[parser.Model.DefaultCmd.Name]
	command.Flags = serve.GlobalFlags
	answer := complete.New(parser.Model.Name, command)
	answer.Out = parser.Stdout
	return answer.Complete()
}
