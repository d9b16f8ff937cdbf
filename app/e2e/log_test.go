package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"

	"numberserver/app/internal/testkit"
)

var _ = Describe("A log", func() {
	It("belongs to one server at a time", func() {
		first := serve()
		first.Send("314159265")
		Eventually(first.Lines).Should(Equal([]string{"314159265"}))

		for _, args := range [][]string{nil, {"--resume"}} {
			second := testkit.Start(testkit.Command(append(args, "--addr", "127.0.0.1:0", "--log", first.Log)...)).Wait()
			Expect(second).To(gexec.Exit(1))
			Expect(string(second.Err.Contents())).To(MatchRegexp(`^numberserver: [^\n]*%s: it is in use by another server[^\n]*\n$`, first.Log))
		}
		Expect(first.Lines()).To(Equal([]string{"314159265"}))
	})

	It("goes on in the opened file when that is deleted, renamed, or removed with its folder", func() {
		moves := []func(path string) error{
			os.Remove,
			func(path string) error { return os.Rename(path, path+".1") },
			func(path string) error { return os.RemoveAll(filepath.Dir(path)) },
		}
		concurrently(len(moves), func(i int) {
			server := serve()
			server.Send("111111111", "222222222")
			Eventually(server.Lines).Should(HaveLen(2))
			Expect(moves[i](server.Log)).To(Succeed())
			Eventually(server.Err).Should(gbytes.Say("the log was deleted, moved or replaced"))
			server.Send("333333333", "terminate")
			Eventually(server).Should(gexec.Exit(0))
			Expect(server.Messages()).To(MatchRegexp(`^[^\n]*was deleted, moved or replaced[^\n]*\n$`))
			if content, err := os.ReadFile(server.Log + ".1"); err == nil {
				Expect(string(content)).To(Equal("111111111\n222222222\n333333333\n"))
			}
		})
	})

	DescribeTable("goes on after a whole line, with one warning, when it is shortened",
		func(start func(content []byte) *server) {
			const size = 1_000_000
			content := testkit.Lines(100_000_000, 100_000_000+size/10)
			cuts := []int64{size * 9 / 10, size*9/10 + 1, size/2 + 5, size*21/100 + 9, 3, 0}
			concurrently(len(cuts), func(i int) {
				server := start(content)
				Expect(os.Truncate(server.Log, cuts[i])).To(Succeed())
				if i%2 == 0 {
					Eventually(server.Err).Should(gbytes.Say("the log was shortened by"))
				}
				server.Send("333333333", "terminate")
				Eventually(server).Should(gexec.Exit(0))
				Expect(server.Messages()).To(MatchRegexp(`^[^\n]*the log was shortened by %d bytes[^\n]*\n$`, size-cuts[i]))
				log, err := os.ReadFile(server.Log)
				Expect(err).NotTo(HaveOccurred())
				Expect(bytes.Equal(log, append(content[:cuts[i]/10*10:cuts[i]/10*10], "333333333\n"...))).To(BeTrue())
			})
		},
		Entry("in the run that wrote it", func(content []byte) *server {
			server := serve()
			server.SendAll(content)
			return server
		}),
		Entry("in a run that has resumed it", func(content []byte) *server {
			dir := GinkgoT().TempDir()
			Expect(os.WriteFile(filepath.Join(dir, "numbers.log"), content, 0o600)).To(Succeed())
			return resume(dir)
		}),
	)

	It("is not where the output goes", func() {
		for _, to := range []string{">numbers.log", "2>numbers.log"} {
			cmd := testkit.Shell(`exec "$0" --addr 127.0.0.1:0 ` + to)
			Eventually(testkit.Start(cmd)).Should(gexec.Exit(1))
			content, err := os.ReadFile(filepath.Join(cmd.Dir, "numbers.log"))
			Expect(err).NotTo(HaveOccurred())
			Expect(string(content)).To(Or(BeEmpty(), ContainSubstring("numbers.log is where the output goes")))
		}
	})

	It("is not resumed, and is left unchanged, when it is not a number log", func() {
		cmd := testkit.Command("--addr", "127.0.0.1:0", "--resume")
		path := filepath.Join(cmd.Dir, "numbers.log")
		Expect(os.WriteFile(path, []byte("1\n2\nthree\n"), 0o600)).To(Succeed())
		session := testkit.Start(cmd)
		Eventually(session).Should(gexec.Exit(1))
		Expect(string(session.Err.Contents())).To(Equal("numberserver: reading numbers.log, 10 B\n" +
			"numberserver: cannot resume: numbers.log is not a number log: line 3: \"three\\n\"; the log is unchanged\n"))
		Expect(os.ReadFile(path)).To(BeEquivalentTo("1\n2\nthree\n"))
	})

	It("is resumed without the zero bytes that a loss of power has left at its end", func() {
		dir := GinkgoT().TempDir()
		path := filepath.Join(dir, "numbers.log")
		Expect(os.WriteFile(path, []byte("1\n22\n3"+strings.Repeat("\x00", 4096)), 0o600)).To(Succeed())
		server := resume(dir)
		Expect(string(server.Err.Contents())).To(ContainSubstring("cutting 4097 bytes off the end of the log: zero bytes"))
		server.Send("000000022", "000000333", "terminate")
		Eventually(server).Should(gexec.Exit(0))
		Expect(os.ReadFile(path)).To(BeEquivalentTo("1\n22\n333\n"))
	})
})
