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
		p.start("terminate", "--addr", testkit.Listen(readAll), "--timeout", "1h")
		Eventually(p.err).Should(gbytes.Say("waiting for"))
		p.signals <- syscall.SIGINT
		p.endsWith(1)
		Expect(p.err).To(gbytes.Say("numberserver: gave up: SIGINT\n"))
	})

	It("says what to do before it gives up", func() {
		addr := testkit.Listen(readAll)
		p := run("terminate", "--addr", addr, "--timeout", "100ms")
		p.endsWith(1)
		Expect(p.err).To(gbytes.Say(`^numberserver: waiting for ` + addr + `: all its slots are taken, or it hangs; ` +
			`end one of its clients, .*, or stop it where it runs with SIGTERM or Ctrl-C\n`))
		Expect(p.err).To(gbytes.Say(`^numberserver: gave up: ` + addr + ` has not stopped within 100ms; .*\n$`))
	})
})
