package e2e

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"numberserver/app/internal/testkit"
)

var _ = Describe("The program", func() {
	DescribeTable("exits with the status of its command line, and reports an error in one line on stderr",
		func(status int, args ...string) {
			session := testkit.Start(testkit.Command(args...)).Wait()
			Expect(session).To(gexec.Exit(status))
			Expect(session.Out.Contents()).To(BeEmpty())
			Expect(string(session.Err.Contents())).To(MatchRegexp(`^numberserver: [^\n]*\n$`))
		},
		Entry("for a wrong command line", 2, "--clients", "0"),
		Entry("for a failure", 1, "--addr", "127.0.0.1:0", "--log", "none/numbers.log"),
	)
})
