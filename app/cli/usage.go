package cli

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// helpCommand prints help, as the flag --help does.
type helpCommand struct {
	Command []string `arg:"" optional:"" help:"The command: serve, send, terminate or completion. Without one, all of them are listed."`
}

// Run prints the help, or returns what is wrong with the command.
func (c *helpCommand) Run(line *kong.Context) error {
	_, err := line.Kong.Parse(append(slices.Clone(c.Command), "--help"))
	return err
}

// values are the options for kong that read times and whole numbers, and say in
// plain words what is wrong with one.
func values() []kong.Option {
	return []kong.Option{
		kong.TypeMapper(reflect.TypeFor[time.Duration](), value("time", parseTime)),
		kong.TypeMapper(reflect.TypeFor[int](), value("number", parseNumber)),
	}
}

// value returns the mapper of a type of values.
func value[T any](kind string, parse func(text string) (T, error)) kong.MapperFunc {
	return func(ctx *kong.DecodeContext, target reflect.Value) error {
		var text string
		if err := ctx.Scan.PopValueInto(kind, &text); err != nil {
			return err
		}
		parsed, err := parse(text)
		if err == nil {
			target.Set(reflect.ValueOf(parsed))
		}
		return err
	}
}

func parseNumber(text string) (int, error) {
	number, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("%q is not a whole number", text)
	}
	return number, nil
}

func parseTime(text string) (time.Duration, error) {
	duration, err := time.ParseDuration(text)
	if err == nil {
		return duration, nil
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return 0, fmt.Errorf("%q has no unit; write %ss for seconds", text, text)
	}
	return 0, fmt.Errorf("%q is not a time; write 10s, 1m30s or 500ms", text)
}

// otherNames are what users of other programs may type, and what it is called here.
var otherNames = map[string]string{
	"--port": "--addr", "-p": "--addr", "--host": "--addr", "--listen": "--addr",
	"--file": "--log", "--output": "--log", "-o": "--log",
	"--metrics": "--metrics-addr", "version": "--version",
}

// unknownWord matches the parser's errors for a word that it does not know.
var unknownWord = regexp.MustCompile(`^(unknown flag|unexpected argument) ([^ ,]+)`)

// explain says what is wrong with args, which are not a command line, and where
// there is help.
func explain(parser *kong.Kong, args []string, err error) string {
	text, help := err.Error(), "numberserver --help"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context.Selected() != nil {
		command := parse.Context.Selected().Name
		text, help = strings.TrimPrefix(text, command+": "), "numberserver "+command+" --help"
	}
	word := unknownWord.FindStringSubmatch(text)
	switch {
	case word != nil && otherNames[word[2]] != "":
		text = fmt.Sprintf("%s, did you mean %q?", word[0], otherNames[word[2]])
	case word != nil && word[1] == "unexpected argument":
		text = suggest(parser, args, text)
	case strings.Contains(text, `but got "EOL"`):
		flag, _, _ := strings.Cut(text, ":")
		text = flag + " needs a value"
	}
	return text + "; see " + help
}

// suggest returns text, with the command that a mistyped word may stand for. The
// parser suggests commands only if none of them is the default.
func suggest(parser *kong.Kong, args []string, text string) string {
	parser.Model.DefaultCmd = nil
	_, suggestion := parser.Parse(args)
	if word := fmt.Sprint(suggestion); strings.HasPrefix(word, "unexpected argument") {
		return word
	}
	return text
}
