package send

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/internal/testkit"
)

// unusedAddr returns the address of a port that was just closed.
func unusedAddr() string {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	Expect(listener.Close()).To(Succeed())
	return listener.Addr().String()
}

var _ = Describe("Terminate", func() {
	BeforeEach(testkit.LeavesNothing)

	// soon returns a context that ends while the server still listens.
	soon := func(ctx context.Context) context.Context {
		ctx, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		DeferCleanup(cancel)
		return ctx
	}

	// terminate is Terminate without a notice.
	terminate := func(ctx context.Context, addr string) error {
		return Terminate(ctx, addr, time.Hour, func() {})
	}

	It("gives up on what closes every connection at once, which it tries now and then", func(ctx SpecContext) {
		var tries atomic.Int32
		addr := testkit.Listen(func(conn *net.TCPConn) {
			tries.Add(1)
			_ = conn.Close()
		})
		Expect(terminate(soon(ctx), addr)).To(MatchError("gave up: context deadline exceeded"))
		Expect(tries.Load()).To(BeNumerically("<", 5))
	})

	DescribeTable("knows a closed port from other failures",
		func(err error, closed bool) { Expect(refused(err)).To(Equal(closed)) },
		Entry("a refusal", dialError(unusedPort), true),
		Entry("a timeout", context.DeadlineExceeded, false),
	)
})

const unusedPort = "127.0.0.1:1"

func dialError(addr string) error {
	_, err := net.Dial("tcp", addr)
	return err
}
