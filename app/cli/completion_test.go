package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// exampleCommands is a command line with one of each kind.
type exampleCommands struct {
	Serve struct {
		Addr   string
		Log    string `placeholder:"FILE"`
		Format string `enum:"plain,json" default:"plain"`
		Quiet  bool   `help:"It's quiet."`
	} `cmd:"" default:"withargs" help:"Serve."`
	Send struct {
		Input string `arg:"" optional:""`
		Addr  string
		Retry int
	} `cmd:"" help:"Send."`
	Stop       struct{}          `cmd:"" help:"Stop."`
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

// runShell runs a program in a shell, in a folder that holds the file numbers.log.
func runShell(shell, program string) string {
	GinkgoHelper()
	path, err := exec.LookPath(shell)
	if err != nil {
		Skip("this machine has no " + shell)
	}
	cmd := exec.Command(path, "-c", program)
	cmd.Dir = GinkgoT().TempDir()
	cmd.Env = append(os.Environ(), "HOME="+cmd.Dir)
	Expect(os.WriteFile(filepath.Join(cmd.Dir, "numbers.log"), nil, 0o600)).To(Succeed())
	output, err := cmd.CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), string(output))
	return strings.TrimSpace(string(output))
}

var _ = Describe("Completion", func() {
	DescribeTable("in bash",
		func(typed, want string) {
			words := strings.Split(strings.ReplaceAll(typed, "=", " = "), " ")
			Expect(runShell("bash", fmt.Sprintf("%s\nCOMP_WORDS=(%s) COMP_CWORD=%d; _tool; echo ${COMPREPLY[*]}",
				script("bash"), "'"+strings.Join(words, "' '")+"'", len(words)-1))).To(Equal(want))
		},
		Entry("offers the commands", "tool ", "serve send stop completion"),
		Entry("offers the commands with the typed beginning", "tool se", "serve send"),
		Entry("offers the flags of the default command", "tool --", "--help --addr --log --format --quiet"),
		Entry("offers the flags of a command", "tool send --", "--help --addr --retry"),
		Entry("offers the flags with the typed beginning", "tool send 123456789 --a", "--addr"),
		Entry("offers the values of an argument", "tool completion ", "bash zsh fish"),
		Entry("offers files for an argument", "tool send n", "numbers.log"),
		Entry("offers nothing for a command without arguments", "tool stop ", ""),
		Entry("offers files, not commands, for a file flag", "tool --log ", "numbers.log"),
		Entry("offers files after =", "tool --log=n", "numbers.log"),
		Entry("offers nothing for a flag with a free value", "tool --addr ", ""),
		Entry("offers nothing for a flag with a free value among files", "tool send --retry ", ""),
		Entry("offers the values of a flag", "tool --format ", "plain json"),
		Entry("offers the values of a flag after =", "tool --format=j", "json"),
		Entry("offers commands after a flag without a value", "tool --quiet s", "serve send stop"),
	)

	It("in zsh is that of bash", func() {
		Expect(script("zsh")).To(ContainSubstring("bashcompinit"))
		Expect(script("zsh")).To(HaveSuffix(script("bash")))
	})

	It("in zsh is accepted by the shell", func() {
		Expect(runShell("zsh", script("zsh")+"whence -w _tool")).To(Equal("_tool: function"))
	})

	DescribeTable("in fish",
		func(typed string, want ...string) {
			offered := runShell("fish", script("fish")+"complete -C '"+typed+"' | cut -f 1")
			Expect(strings.Fields(offered)).To(ConsistOf(want))
		},
		Entry("offers the commands", "tool ", "serve", "send", "stop", "completion"),
		Entry("offers the flags of the default command", "tool --", "--help", "--addr", "--log", "--format", "--quiet"),
		Entry("offers the flags of that command by its name", "tool serve --", "--help", "--addr", "--log", "--format", "--quiet"),
		Entry("offers the flags of a command", "tool send --", "--help", "--addr", "--retry"),
		Entry("offers the values of an argument", "tool completion ", "bash", "zsh", "fish"),
		Entry("offers files for an argument", "tool send ", "numbers.log"),
		Entry("offers nothing for a command without arguments", "tool stop "),
		Entry("offers files, not commands, for a file flag", "tool --log ", "numbers.log"),
		Entry("offers nothing for a flag with a free value", "tool --addr "),
		Entry("offers the values of a flag", "tool --format ", "plain", "json"),
	)

	It("in fish quotes help text", func() {
		Expect(script("fish")).To(ContainSubstring(`-l quiet -d 'It\'s quiet.'`))
	})
})
