package cli

import (
	"net"
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/internal/testkit"
)

// The features have more about the command.
var _ = Describe("The send command", func() {
	DescribeTable("fails when what it says cannot be printed:",
		func(message string, args ...string) {
			p := newProgram()
			p.Out = testkit.FullDisk{}
			p.start(append(args, "--addr", testkit.Listen(testkit.ReadAll))...)
			p.endsWith(1)
			Expect(p.err).To(gbytes.Say("^numberserver: " + message + "no space left on device\n$"))
		},
		Entry("the result", "everything was sent, .*: ", "send", "000000001"),
		Entry("the help", "", "--help"),
	)

	DescribeTable("reads tables with another separator",
		func(separator, char string) {
			path := testkit.File("people.csv", strings.ReplaceAll("Id|Age\n000000001|41,5\n000000002|7\n", "|", char))
			p := run("send", "--dry-run", "--csv", "--column", "Id", "--separator", separator, "--where", `Age == "7"`, path)
			p.endsWith(0)
			Expect(strings.Fields(string(p.out.Contents()))).To(Equal([]string{"000000002"}))
		},
		Entry("the escape of a tab", `\t`, "\t"),
		Entry("a tab", "\t", "\t"),
		Entry("another character", "§", "§"),
	)

	It("ends at once at a signal while an expression is slow", func() {
		connected := make(chan struct{})
		addr := testkit.Listen(func(conn *net.TCPConn) {
			close(connected)
			testkit.ReadAll(conn)
		})
		path := testkit.File("slow.csv", "Id,Text\n"+strings.Repeat("000000001,"+strings.Repeat("a;", 1_000)+"\n", 200))
		p := newProgram()
		p.start("send", "--addr", addr, "--csv", "--column", "Id", "--where", `all(split(Text, ";"), len(split(Text, "")) > 3)`, path)
		Eventually(connected).Should(BeClosed())
		p.signals <- syscall.SIGTERM
		p.endsWith(1)
		Expect(p.err).To(gbytes.Say("^numberserver: interrupted: 0 numbers handed over"))
	})
})
