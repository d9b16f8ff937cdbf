package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// fishCompletion returns one line for every command, flag and argument.
func fishCompletion(model *kong.Application) string {
	var script strings.Builder
	line := func(condition, completion, help string) {
		fmt.Fprintf(&script, "complete -c %s -n '%s' %s -d '%s'\n", model.Name, condition, completion, fishQuoted(help))
	}
	for _, command := range commandsOf(model) {
		line("__fish_use_subcommand", "-f -a "+command.Name, command.Help)
		condition := fishCondition(model, command)
		for _, flag := range flagsOf(command) {
			line(condition, fishFlag(flag), flag.Help)
		}
		if words, files := arguments(command); !files {
			line(condition, "-f -a '"+words+"'", "")
		}
	}
	return script.String()
}

// fishCondition returns a test for fish that holds where the flags of command may
// follow. Those of the default command may follow without its name.
func fishCondition(model *kong.Application, command *kong.Node) string {
	if command != model.DefaultCmd {
		return "__fish_seen_subcommand_from " + command.Name
	}
	others := slices.DeleteFunc(commandsOf(model), func(other *kong.Node) bool { return other == command })
	return "not __fish_seen_subcommand_from " + names(others, " ")
}

// fishFlag says whether flag has a value, and which: -x excludes files.
func fishFlag(flag *kong.Flag) string {
	switch {
	case flag.IsBool():
		return "-l " + flag.Name
	case isFile(flag):
		return "-r -F -l " + flag.Name
	}
	return "-x -a '" + choices(flag.Value) + "' -l " + flag.Name
}

// fishQuoted returns text as it can stand between single quotes.
func fishQuoted(text string) string {
	return strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text)
}
