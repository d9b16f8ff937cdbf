package cli

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

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

// plainWords are what the parser says, and what the user reads instead: plain words,
// and the names here of flags that users of other programs may type.
var plainWords = []struct {
	parser *regexp.Regexp
	user   string
}{
	{regexp.MustCompile(`^(--\S+): .* but got "EOL".*`), `$1 needs a value`},
	{regexp.MustCompile(`expected \w+ value but got (".*") \(short flag\); perhaps try (.*)\?`), `$1 begins with a dash; write $2`},
	{regexp.MustCompile(`expected a valid \d+ bit int but got (".*?")`), `$1 is not a whole number`},
	{regexp.MustCompile(`expected duration but got ("([\d.]+)"): time: missing unit in duration "[\d.]+"`), `$1 has no unit; write ${2}s for seconds`},
	{regexp.MustCompile(`expected duration but got (".*?"): time: .*? duration ".*?"`), `$1 is not a time; write 10s, 1m30s or 500ms`},
	{regexp.MustCompile(`^(unknown flag (--port|-p|--host|--listen)\b).*`), `$1, did you mean "--addr"?`},
	{regexp.MustCompile(`^(unknown flag (--file|--output|-o)\b).*`), `$1, did you mean "--log"?`},
	{regexp.MustCompile(`^(unknown flag --metrics)\b.*`), `$1, did you mean "--metrics-addr"?`},
	{regexp.MustCompile(`^(unexpected argument version)\b.*`), `$1, did you mean "--version"?`},
}

// explain says what is wrong with args, which are not a command line, and where
// there is help.
func explain(parser *kong.Kong, args []string, wrong *kong.ParseError) string {
	text, help := wrong.Error(), "numberserver --help"
	if command := wrong.Context.Selected(); command != nil {
		text, help = strings.TrimPrefix(text, command.Name+": "), "numberserver "+command.Name+" --help"
	}
	if strings.HasPrefix(text, "unexpected argument") {
		help = "numberserver --help"  // which lists the commands
		parser.Model.DefaultCmd = nil // with one, the parser suggests no commands
		if _, err := parser.Parse(args); strings.HasPrefix(fmt.Sprint(err), "unexpected argument") {
			text = err.Error()
		}
	}
	for _, words := range plainWords {
		text = words.parser.ReplaceAllString(text, words.user)
	}
	return text + "; see " + help
}
