package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// fish returns a line for every command, flag and choice.
func fish(app *kong.Application) string {
	var script strings.Builder
	line := func(condition, completion, help string) {
		fmt.Fprintf(&script, "complete -c %s -n '%s' %s -d '%s'\n", app.Name, condition, completion, fishQuoted(help))
	}
	for _, command := range commandsOf(app) {
		line("__fish_use_subcommand", "-f -a "+command.Name, command.Help)
		condition := "__fish_seen_subcommand_from " + command.Name
		if command == app.DefaultCmd {
			condition = "not __fish_seen_subcommand_from " + names(without(commandsOf(app), command), " ")
		}
		for _, group := range command.AllFlags(true) {
			for _, flag := range group {
				line(condition, fishFlag(flag), flag.Help)
			}
		}
		if words := choices(command); words != "" {
			line(condition, "-f -a '"+words+"'", "")
		}
	}
	return script.String()
}

func without(nodes []*kong.Node, one *kong.Node) []*kong.Node {
	return slices.DeleteFunc(slices.Clone(nodes), func(node *kong.Node) bool { return node == one })
}

func fishFlag(flag *kong.Flag) string {
	if flag.IsBool() {
		return "-l " + flag.Name
	}
	return "-r -l " + flag.Name
}

func fishQuoted(text string) string {
	return strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text)
}
