package cli

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"

	"github.com/alecthomas/kong"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// exampleCommands is a command line with one of each kind.
type exampleCommands struct {
	Serve struct {
		Addr  string
		Quiet bool `help:"It's quiet."`
	} `cmd:"" default:"withargs" help:"Serve."`
	Send struct {
		Input string `arg:"" optional:""`
		Addr  string
		Retry int
	} `cmd:"" help:"Send."`
	Secret     struct{}          `cmd:"" hidden:""`
	Completion completionCommand `cmd:"" help:"Complete."`
}

// script returns what the command prints for a shell.
func script(shell string) string {
	GinkgoHelper()
	var out bytes.Buffer
	parser, err := kong.New(new(exampleCommands), kong.Name("tool"), kong.Writers(&out, &out))
	Expect(err).NotTo(HaveOccurred())
	line, err := parser.Parse([]string{"completion", shell})
	Expect(err).NotTo(HaveOccurred())
	Expect(line.Run()).To(Succeed())
	return out.String()
}

// run runs a program in a shell, if there is one.
func run(shell, program string) string {
	GinkgoHelper()
	path, err := exec.LookPath(shell)
	if err != nil {
		Skip("there is no " + shell)
	}
	output, err := exec.Command(path, "-c", program).CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), string(output))
	return strings.TrimSpace(string(output))
}

var _ = Describe("Completion", func() {
	DescribeTable("in bash",
		func(typed, want string) {
			words := strings.Split(typed, " ")
			Expect(run("bash", fmt.Sprintf("%s\nCOMP_WORDS=(%s) COMP_CWORD=%d; _tool; echo ${COMPREPLY[*]}",
				script("bash"), "'"+strings.Join(words, "' '")+"'", len(words)-1))).To(Equal(want))
		},
		Entry("offers the commands", "tool ", "serve send completion"),
		Entry("offers the commands that begin so", "tool se", "serve send"),
		Entry("offers the flags of the command that needs no name", "tool --", "--help --addr --quiet"),
		Entry("offers the flags of a command", "tool send --", "--help --addr --retry"),
		Entry("offers the flags that begin so", "tool send 123456789 --a", "--addr"),
		Entry("offers the values of an argument", "tool completion ", "bash zsh fish"),
		Entry("leaves files to the shell", "tool send n", ""),
	)

	It("in zsh is that of bash", func() {
		Expect(script("zsh")).To(ContainSubstring("bashcompinit"))
		Expect(script("zsh")).To(HaveSuffix(script("bash")))
	})

	DescribeTable("in fish",
		func(typed string, want ...string) {
			offered := run("fish", script("fish")+"complete -C '"+typed+"' | cut -f 1")
			Expect(strings.Fields(offered)).To(ContainElements(want))
		},
		Entry("offers the commands", "tool ", "serve", "send", "completion"),
		Entry("offers the flags of the command that needs no name", "tool --", "--addr", "--quiet"),
		Entry("offers the flags of that command by its name", "tool serve --", "--addr", "--quiet"),
		Entry("offers the flags of a command", "tool send --", "--addr", "--retry"),
		Entry("offers the values of an argument", "tool completion ", "bash", "zsh", "fish"),
	)

	It("in fish quotes what is help for people", func() {
		Expect(script("fish")).To(ContainSubstring(`-l quiet -d 'It\'s quiet.'`))
	})
})
