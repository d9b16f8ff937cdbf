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

// unusedAddr is the address of a port on which nothing listens.
const unusedAddr = "127.0.0.1:1"

var _ = Describe("Terminate", func() {
	BeforeEach(testkit.LeavesNothing)

	It("gives up on what closes every connection at once, which it tries now and then", func(ctx SpecContext) {
		var tries atomic.Int32
		addr := testkit.Listen(func(conn *net.TCPConn) {
			tries.Add(1)
			_ = conn.Close()
		})
		soon, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		Expect(Terminate(soon, addr, time.Hour, func() {})).To(MatchError(HavePrefix("gave up waiting for " + addr + ": context deadline exceeded; ")))
		Expect(tries.Load()).To(BeNumerically("<", 5))
	})

	It("knows a closed port from other failures", func(ctx SpecContext) {
		_, err := connect(ctx, unusedAddr)
		Expect(refused(err)).To(BeTrue())
		ended, end := context.WithCancel(ctx)
		end()
		_, err = connect(ended, unusedAddr)
		Expect(err).To(MatchError(context.Canceled))
		Expect(refused(err)).To(BeFalse())
	})
})
