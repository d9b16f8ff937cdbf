//go:build unix

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/creack/pty"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/internal/testkit"
)

// shell returns a command that runs a shell in a folder with the file table.csv,
// where it finds the program and its completion script.
func shell(name string, args ...string) *exec.Cmd {
	GinkgoHelper()
	path, err := exec.LookPath(name)
	if err != nil {
		Skip("this machine has no " + name)
	}
	folder := GinkgoT().TempDir()
	Expect(os.Symlink(testkit.Program(), filepath.Join(folder, "numberserver"))).To(Succeed())
	Expect(os.WriteFile(filepath.Join(folder, "script"), run("completion", name).out.Contents(), 0o600)).To(Succeed())
	Expect(os.WriteFile(filepath.Join(folder, "table.csv"), nil, 0o600)).To(Succeed())
	cmd := exec.Command(path, args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "HOME="+folder, "TERM=dumb", "PS1=> ", "PATH="+folder+":"+os.Getenv("PATH"))
	return cmd
}

// completions are what is typed before the tab key is pressed, and what is then there.
var completions = []TableEntry{
	Entry("a command", "numberserver ter", "numberserver terminate"),
	Entry("a command after a flag", "numberserver --resume ter", "numberserver --resume terminate"),
	Entry("a flag of the default command", "numberserver --sync", "numberserver --sync-every"),
	Entry("a flag of a command", "numberserver send --ad", "numberserver send --addr"),
	Entry("a value of a flag", "numberserver --log-format j", "numberserver --log-format json"),
	Entry("a value after =", "numberserver --log-format=j", "numberserver --log-format=json"),
	Entry("a value of an argument", "numberserver completion z", "numberserver completion zsh"),
	Entry("a file for a flag", "numberserver --log ta", "numberserver --log table.csv"),
	Entry("a file after =", "numberserver --log=ta", "numberserver --log=table.csv"),
	Entry("a file for an argument that is not the first", "numberserver send 000000001 ta", "numberserver send 000000001 table.csv"),
}

// describeTyping types into a shell on a terminal.
func describeTyping(name string, args ...string) {
	Describe("in "+name, Ordered, func() {
		var (
			keys   *os.File
			screen *gbytes.Buffer
		)

		BeforeAll(func() {
			cmd := shell(name, args...)
			var err error
			keys, err = pty.StartWithSize(cmd, &pty.Winsize{Rows: 25, Cols: 200})
			Expect(err).NotTo(HaveOccurred())
			screen = gbytes.BufferReader(keys)
			DeferCleanup(func() {
				Expect(cmd.Process.Kill()).To(Succeed())
				_ = cmd.Wait()
				Expect(keys.Close()).To(Succeed())
			})
			_, err = keys.WriteString(". ./script; echo loaded it\n")
			Expect(err).NotTo(HaveOccurred())
			Eventually(screen).Should(gbytes.Say(`\nloaded it`))
		})

		DescribeTable("the tab key completes", func(typed, want string) {
			const killLine = "\x15"
			_, err := keys.WriteString(typed + "\t")
			Expect(err).NotTo(HaveOccurred())
			Eventually(screen).Should(gbytes.Say(regexp.QuoteMeta(want)))
			_, err = keys.WriteString(killLine)
			Expect(err).NotTo(HaveOccurred())
		}, completions)
	})
}

var _ = Describe("Completion", func() {
	describeTyping("bash", "--norc", "--noprofile", "-i")
	describeTyping("zsh", "-f", "-i")

	DescribeTable("in fish offers", func(typed, want string) {
		cmd := shell("fish", "--no-config", "-c", `. ./script; complete -C "$typed" | cut -f 1`)
		cmd.Env = append(cmd.Env, "typed="+typed)
		output, err := cmd.CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(output))
		words := strings.Fields(want)
		Expect(strings.Fields(string(output))).To(Equal(words[len(words)-1:]))
	}, completions)
})
