package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
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

// Run prints the script, which is made from the command line's own model.
func (c *completionCommand) Run(line *kong.Context) error {
	script := bashCompletion
	switch c.Shell {
	case "zsh":
		script = zshCompletion
	case "fish":
		script = fishCompletion
	}
	_, err := io.WriteString(line.Stdout, script(line.Model))
	return err
}

// commandsOf returns the commands that are not hidden.
func commandsOf(model *kong.Application) []*kong.Node {
	return slices.DeleteFunc(slices.Clone(model.Children), func(command *kong.Node) bool { return command.Hidden })
}

// names returns the names of nodes, joined.
func names(nodes []*kong.Node, separator string) string {
	var all []string
	for _, node := range nodes {
		all = append(all, node.Name)
	}
	return strings.Join(all, separator)
}

// flagsOf returns the flags that may follow a command.
func flagsOf(command *kong.Node) []*kong.Flag {
	return slices.Concat(command.AllFlags(true)...)
}

// choices returns the values that a flag or an argument may have, separated by
// blanks, if they are limited.
func choices(value *kong.Value) string {
	return strings.ReplaceAll(value.Enum, ",", " ")
}

// isFile reports whether the value of flag is the name of a file.
func isFile(flag *kong.Flag) bool { return flag.PlaceHolder == "FILE" }

// arguments returns what the arguments of a command may be: their choices, or
// any file.
func arguments(command *kong.Node) (words string, files bool) {
	for _, argument := range command.Positional {
		if argument.Enum != "" {
			return choices(argument), false
		}
	}
	return "", len(command.Positional) > 0
}
