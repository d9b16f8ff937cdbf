package cli

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// bash returns a function that completes commands, flags and choices; where it
// knows nothing, the shell offers files.
func bash(app *kong.Application) string {
	name := strings.ReplaceAll(app.Name, "-", "_")
	var cases strings.Builder
	for _, command := range commandsOf(app) {
		fmt.Fprintf(&cases, bashCase, command.Name, flags(command), choices(command))
	}
	fmt.Fprintf(&cases, bashCase, `""`, defaultFlags(app), names(commandsOf(app), " "))
	return fmt.Sprintf(bashScript, name, names(commandsOf(app), "|"), cases.String(), app.Name)
}

// defaultFlags returns the flags that need no command.
func defaultFlags(app *kong.Application) string {
	if app.DefaultCmd != nil {
		return flags(app.DefaultCmd)
	}
	return flags(app.Node)
}

const (
	bashScript = `_%[1]s() {
	local word=${COMP_WORDS[COMP_CWORD]} command= words= flags= i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		%[2]s) command=${COMP_WORDS[i]}; break ;;
		esac
	done
	case $command in
%[3]s	esac
	[[ $word == -* ]] && words=$flags
	COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _%[1]s %[4]s
`
	bashCase = "\t%s) flags=\"%s\" words=\"%s\" ;;\n"
)

// zsh can do what bash does.
func zsh(app *kong.Application) string {
	return "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n" + bash(app)
}
