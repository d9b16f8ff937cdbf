package cli

import (
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/internal/testkit"
)

// The features have more about the command.
var _ = Describe("The terminate command", func() {
	It("says that it waits after two seconds, however long its timeout is, and gives up at a signal", func() {
		p := newProgram()
		p.start("terminate", "--addr", testkit.Listen(testkit.ReadAll), "--timeout", "1h")
		Eventually(p.err).Should(gbytes.Say("waiting for .*; end one of its clients, .*, or stop it where it runs with SIGTERM or Ctrl-C\n"))
		p.signals <- syscall.SIGINT
		p.endsWith(1)
		Expect(p.err).To(gbytes.Say("numberserver: gave up waiting for .*: SIGINT; it stops when it reads the line, which it still may\n"))
	})
})
