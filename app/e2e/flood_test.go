package e2e

import (
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/internal/testkit"
)

// A flood is a few clients that send without a pause until they are disconnected.
// Each sends consecutive numbers, some of them more than once.
type flood struct {
	clients sync.WaitGroup
	sent    [floodClients]atomic.Int64 // the end of what each client may have sent
}

const (
	floodClients = 4
	floodShare   = 1_000_000_000 / floodClients
	floodChunk   = 2000 // lines in a write; the last tenth of them is sent again
)

// flood starts a flood of the server.
func (s *server) flood() *flood {
	f := new(flood)
	for i := range floodClients {
		f.clients.Go(func() { f.send(i, s.Addr) })
	}
	DeferCleanup(f.clients.Wait)
	return f
}

// send is client i of the flood.
func (f *flood) send(i int, addr string) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return // the server has stopped already
	}
	defer conn.Close()
	for first := i * floodShare; ; first += floodChunk {
		f.sent[i].Store(int64(first + floodChunk))
		text := testkit.Lines(first, first+floodChunk)
		if _, err := conn.Write(append(text, text[len(text)*9/10:]...)); err != nil {
			return
		}
	}
}

// mayHaveSent reports whether the flood may have sent number.
func (f *flood) mayHaveSent(number int) bool {
	return int64(number) < f.sent[number/floodShare].Load()
}

// foreign returns those of numbers that no flood can have sent.
func foreign(numbers []int, floods ...*flood) []int {
	return slices.DeleteFunc(slices.Clone(numbers), func(number int) bool {
		return slices.ContainsFunc(floods, func(f *flood) bool { return f.mayHaveSent(number) })
	})
}

// floodedFor waits until the log has grown by a random number of bytes.
func (s *server) floodedFor(random *rand.Rand) {
	GinkgoHelper()
	moment := s.size() + random.Int64N(1_000_000)
	Eventually(s.size).WithPolling(100 * time.Microsecond).Should(BeNumerically(">", moment))
}
