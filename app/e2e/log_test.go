package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

var _ = Describe("A log", func() {
	It("belongs to one server at a time", func() {
		first := serve()
		first.send("314159265")
		Eventually(first.logged).Should(Equal([]string{"314159265"}))

		for _, args := range [][]string{nil, {"--resume"}} {
			second := call(append(args, "--addr", "127.0.0.1:0", "--log", first.log)...)
			Expect(second).To(gexec.Exit(1))
			Expect(string(second.Err.Contents())).To(MatchRegexp(`^numberserver: [^\n]*%s is in use by another server[^\n]*\n$`, first.log))
		}
		Expect(first.logged()).To(Equal([]string{"314159265"}))
	})

	DescribeTable("goes on when it is",
		func(happens func(path string) error, warning, kept string) {
			server := serve()
			server.send("111111111", "222222222")
			Eventually(server.logged).Should(HaveLen(2))
			Expect(happens(server.log)).To(Succeed())
			Eventually(server.Err).Should(gbytes.Say(warning))
			server.send("333333333", "terminate")
			Eventually(server).Should(gexec.Exit(0))
			Expect(strings.Count(string(server.Err.Contents()), "numberserver: the log ")).To(Equal(1))
			if kept == "" {
				return // and there is nothing to look at
			}
			content, err := os.ReadFile(filepath.Join(server.dir, kept))
			Expect(err).NotTo(HaveOccurred())
			Expect(string(content)).To(HaveSuffix("333333333\n"))
			Expect(content).NotTo(ContainElement(byte(0)))
		},
		Entry("deleted", os.Remove, "was deleted or moved", ""),
		Entry("renamed", func(path string) error { return os.Rename(path, path+".1") }, "was deleted or moved", "numbers.log.1"),
		Entry("shortened", func(path string) error { return os.Truncate(path, 0) }, "was shortened", "numbers.log"),
	)

	It("is not where the output goes", func() {
		for _, to := range []string{">numbers.log", "2>numbers.log"} {
			cmd := exec.Command("sh", "-c", `exec "$0" --addr 127.0.0.1:0 `+to, binary)
			cmd.Dir = GinkgoT().TempDir()
			Eventually(begin(cmd)).Should(gexec.Exit(1))
			content, err := os.ReadFile(filepath.Join(cmd.Dir, "numbers.log"))
			Expect(err).NotTo(HaveOccurred())
			Expect(string(content)).To(Or(BeEmpty(), ContainSubstring("numbers.log is where the output goes")))
		}
	})

	It("that is no number log is not resumed, and stays as it is", func() {
		cmd := command("--addr", "127.0.0.1:0", "--resume")
		path := cmd.Dir + "/numbers.log"
		Expect(os.WriteFile(path, []byte("1\n2\nthree\n"), 0o600)).To(Succeed())
		session := begin(cmd)
		Eventually(session).Should(gexec.Exit(1))
		Expect(string(session.Err.Contents())).To(Equal(
			"numberserver: cannot resume: numbers.log is no number log: line 3: \"three\\n\"; the log is unchanged\n"))
		Expect(os.ReadFile(path)).To(BeEquivalentTo("1\n2\nthree\n"))
	})
})
