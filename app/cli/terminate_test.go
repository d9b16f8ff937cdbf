package cli

import (
	"net"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/internal/testkit"
)

var _ = Describe("The terminate command", func() {
	var (
		streams     Streams
		out, stderr *gbytes.Buffer
	)

	BeforeEach(func() {
		out, stderr = gbytes.NewBuffer(), gbytes.NewBuffer()
		streams = Streams{Out: out, Err: stderr}
	})

	terminate := func(args ...string) (status int) { return Main(append([]string{"terminate"}, args...), streams) }

	It("prints how long the server took to stop", func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		go func() {
			defer GinkgoRecover()
			conn, err := listener.Accept()
			Expect(err).NotTo(HaveOccurred())
			_, _ = conn.Read(make([]byte, 100))
			_ = listener.Close()
			_ = conn.Close()
		}()
		addr := listener.Addr().String()
		Expect(terminate("--addr", addr)).To(Equal(statusOK))
		Expect(out).To(gbytes.Say(`^` + addr + ` stopped after \d+m?s\.\n$`))
		Expect(stderr.Contents()).To(BeEmpty())
	})

	It("gives up when the server has not stopped in time", func() {
		addr := testkit.Listen(readAll)
		Expect(terminate("--addr", addr, "--timeout", (50 * time.Millisecond).String())).To(Equal(statusFailure))
		Expect(stderr).To(gbytes.Say("^numberserver: " + addr + " has not stopped within 50ms: all its slots are taken, or it hangs"))
	})

	It("needs a timeout above 0", func() {
		Expect(terminate("--timeout", "0s")).To(Equal(statusUsage))
		Expect(stderr).To(gbytes.Say("a timeout of 0s: it must be longer than 0"))
	})
})
