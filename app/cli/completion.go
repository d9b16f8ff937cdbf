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

// Help shows how it is used.
func (*completionCommand) Help() string {
	return `Prints what the shell has to read when it starts.

Examples:

    echo 'source <(numberserver completion bash)' >> ~/.bashrc
    echo 'source <(numberserver completion zsh)' >> ~/.zshrc
    numberserver completion fish > ~/.config/fish/completions/numberserver.fish`
}

// Run prints the script for the shell, made from the command line that it is
// part of.
func (c *completionCommand) Run(line *kong.Context) error {
	script := bash
	switch c.Shell {
	case "zsh":
		script = zsh
	case "fish":
		script = fish
	}
	_, err := io.WriteString(line.Stdout, script(line.Model))
	return err
}

// commandsOf returns the commands that are for users.
func commandsOf(app *kong.Application) []*kong.Node {
	return slices.DeleteFunc(slices.Clone(app.Children), func(command *kong.Node) bool { return command.Hidden })
}

// names returns what nodes are called, separated.
func names(nodes []*kong.Node, separator string) string {
	var all []string
	for _, node := range nodes {
		all = append(all, node.Name)
	}
	return strings.Join(all, separator)
}

// choices returns the values that the argument of a command may have.
func choices(command *kong.Node) string {
	for _, argument := range command.Positional {
		if argument.Enum != "" {
			return strings.ReplaceAll(argument.Enum, ",", " ")
		}
	}
	return ""
}

// flags returns the flags that may follow a command, as they are written.
func flags(command *kong.Node) string {
	var all []string
	for _, group := range command.AllFlags(true) {
		for _, flag := range group {
			all = append(all, "--"+flag.Name)
		}
	}
	return strings.Join(all, " ")
}
