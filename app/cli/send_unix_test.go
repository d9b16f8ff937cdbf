//go:build unix

package cli

import (
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/creack/pty"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/internal/testkit"
)

var _ = Describe("The send command on a terminal", func() {
	var (
		p      *program
		user   *os.File
		screen *gbytes.Buffer
	)

	BeforeEach(func() {
		keys, terminal, err := pty.Open()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(keys.Close)
		DeferCleanup(terminal.Close)
		user, screen, p = keys, gbytes.BufferReader(keys), newProgram()
		p.In, p.Err = terminal, terminal
	})

	It("says how much it has sent", func() {
		pipe := filepath.Join(GinkgoT().TempDir(), "numbers")
		Expect(syscall.Mkfifo(pipe, 0o600)).To(Succeed())
		numbers, err := os.OpenFile(pipe, os.O_RDWR, 0)
		Expect(err).NotTo(HaveOccurred())
		p.start("send", "--addr", testkit.Listen(testkit.ReadAll), pipe)
		Eventually(func() *gbytes.Buffer {
			_, _ = io.WriteString(numbers, "000000001\n")
			return screen
		}).Should(gbytes.Say(`numberserver: sending: .* so far\r\n`))
		Expect(numbers.Close()).To(Succeed())
		p.endsWith(0)
	})

	DescribeTable("shows the progress",
		func(command sendCommand, isTerminal, shown bool) {
			if !isTerminal {
				p.Err = p.err
			}
			writer := command.progress(1, p.Streams)
			Expect(writer != io.Discard).To(Equal(shown))
		},
		Entry("of a file", sendCommand{Inputs: []string{"numbers.txt"}}, true, true),
		Entry("but not with --quiet", sendCommand{Inputs: []string{"numbers.txt"}, Quiet: true}, true, false),
		Entry("but not with --dry-run", sendCommand{Inputs: []string{"numbers.txt"}, DryRun: true}, true, false),
		Entry("but not of what is typed", sendCommand{Inputs: []string{"1", "-"}}, true, false),
		Entry("but not when stderr is no terminal", sendCommand{Inputs: []string{"numbers.txt"}}, false, false),
	)

	It("says how to type numbers, and sends them", func() {
		p.start("send", "--addr", testkit.Listen(testkit.ReadAll))
		Eventually(screen).Should(gbytes.Say("numberserver: type numbers, one a line; Ctrl-D ends .*\r\n"))
		_, err := io.WriteString(user, "000000001\n\x04")
		Expect(err).NotTo(HaveOccurred())
		p.endsWith(0)
		Expect(p.out).To(gbytes.Say(`^Sent 1 number to \S+ in \d+\.\d s\.\n$`))
	})

	It("prints nothing with --quiet", func() {
		p.Err = p.err
		p.start("send", "--addr", testkit.Listen(testkit.ReadAll), "--quiet", "--pad")
		_, err := io.WriteString(user, "1\n\x04") // the first read sees the end, too
		Expect(err).NotTo(HaveOccurred())
		p.endsWith(0)
		Expect(string(append(p.out.Contents(), p.err.Contents()...))).To(BeEmpty())
	})
})
