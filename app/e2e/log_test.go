package e2e

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

var _ = Describe("A log", func() {
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
})
