package cli

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// bashCompletion returns a function that completes commands, flags and their
// values, and arguments.
func bashCompletion(model *kong.Application) string {
	var values, commands strings.Builder
	for _, command := range commandsOf(model) {
		for _, flag := range flagsOf(command) {
			values.WriteString(bashValue(flag))
		}
		words, files := arguments(command)
		fmt.Fprintf(&commands, "\t%s) flags=\"%s\" words=\"%s\" files=%s ;;\n",
			command.Name, bashFlags(command), words, bashBool(files))
	}
	fmt.Fprintf(&commands, "\t*) flags=\"%s\" words=\"%s\" ;;\n", defaultFlags(model), names(commandsOf(model), " "))
	function := "_" + strings.ReplaceAll(model.Name, "-", "_")
	return fmt.Sprintf(bashScript, function, names(commandsOf(model), "|"), values.String(), commands.String(), model.Name)
}

// bashScript handles --flag=value as three words, as bash does. Only the value of
// a flag is completed after it, so that commands are not offered for a file.
const bashScript = `%[1]s() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= flags= words= files= i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		%[2]s) command=${COMP_WORDS[i]}; break ;;
		esac
	done
	[[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD-2]}
	[[ $word == = ]] && word=
	case $command in
%[4]s	esac
	case $before in
%[3]s	*) [[ $word == -* ]] && words=$flags files= ;;
	esac
	COMPREPLY=($(compgen -W "$words" -- "$word"))
	if [[ $files ]]; then
		local IFS=$'\n'
		COMPREPLY=($(compgen -f -- "$word"))
	else
		compopt +o filenames 2>/dev/null
	fi
}
complete -o filenames -F %[1]s %[5]s
`

// bashValue returns the case for the word after flag; none if flag has no value.
func bashValue(flag *kong.Flag) string {
	if flag.IsBool() {
		return ""
	}
	return fmt.Sprintf("\t--%s) words=\"%s\" files=%s ;;\n", flag.Name, choices(flag.Value), bashBool(isFile(flag)))
}

// bashBool returns a word that is empty, so false to bash, unless value is true.
func bashBool(value bool) string {
	if value {
		return "1"
	}
	return ""
}

// bashFlags returns the flags that may follow a command, separated by blanks.
func bashFlags(command *kong.Node) string {
	var all []string
	for _, flag := range flagsOf(command) {
		all = append(all, "--"+flag.Name)
	}
	return strings.Join(all, " ")
}

// defaultFlags returns the flags that may be used without a command.
func defaultFlags(model *kong.Application) string {
	if model.DefaultCmd != nil {
		return bashFlags(model.DefaultCmd)
	}
	return bashFlags(model.Node)
}

// zshCompletion returns the function for bash, which zsh can run.
func zshCompletion(model *kong.Application) string {
	return "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n" + bashCompletion(model)
}
