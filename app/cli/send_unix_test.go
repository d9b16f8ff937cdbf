//go:build unix

package cli

import (
	"io"
	"os"
	"path/filepath"
	"strings"
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

	It("shows the progress when the numbers come from a file", func() {
		path := filepath.Join(GinkgoT().TempDir(), "numbers")
		Expect(syscall.Mkfifo(path, 0o600)).To(Succeed())
		numbers, err := os.OpenFile(path, os.O_RDWR, 0)
		Expect(err).NotTo(HaveOccurred())
		p.start("send", "--addr", testkit.Listen(readAll), path)
		Eventually(func() *gbytes.Buffer { // while something is read
			_, _ = io.WriteString(numbers, "000000001\n")
			return screen
		}).Should(gbytes.Say(`numberserver: sending: .* so far\r\n`))
		Expect(numbers.Close()).To(Succeed())
		p.endsWith(0)
	})

	DescribeTable("shows none with", func(flag string) {
		p.start("send", "--addr", testkit.Listen(readAll), flag, testkit.File("numbers.txt", strings.Repeat("000000001\n", 100_000)))
		p.endsWith(0)
		Expect(screen.Contents()).To(BeEmpty())
	},
		Entry(nil, "--quiet"),
		Entry(nil, "--dry-run"),
	)

	It("says how to type numbers, and sends them", func() {
		p.start("send", "--addr", testkit.Listen(readAll))
		Eventually(screen).Should(gbytes.Say("numberserver: type numbers, one a line; Ctrl-D ends .*\r\n"))
		_, err := io.WriteString(user, "000000001\n\x04")
		Expect(err).NotTo(HaveOccurred())
		p.endsWith(0)
		Expect(p.out).To(gbytes.Say("Sent 1 number"))
	})
})
