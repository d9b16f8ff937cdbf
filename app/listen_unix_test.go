//go:build !windows

package app

import (
	"path/filepath"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Listening on Unix", func() {
	It("fails for a FIFO in place of the log, and does not wait for a reader", func() {
		settings := Defaults()
		settings.Addr = "127.0.0.1:0"
		settings.Log = filepath.Join(GinkgoT().TempDir(), "fifo")
		Expect(syscall.Mkfifo(settings.Log, 0o600)).To(Succeed())
		_, err := Listen(settings)
		Expect(err).To(MatchError(ContainSubstring("no regular file")))
	})
})
