//go:build unix

package e2e

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"numberserver/app/internal/testkit"
)

// A soak starts, floods and ends servers on the same log, again and again, and
// keeps account of every number that a client may have sent.
type soak struct {
	dir    string
	random *rand.Rand // of the soak itself; every client has its own

	mu   sync.Mutex
	next int      // the first number that was never sent
	sent [][2]int // ranges of numbers, each from first to end-1
}

const (
	soakShare   = 100_000    // the most numbers that a client sends in one run of the server
	soakNumbers = 20_000_000 // about how many different numbers are sent in all
)

// share returns a range of numbers: new ones or some that were sent before.
func (s *soak) share(random *rand.Rand) (first, end int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sent) > 0 && (random.IntN(4) == 0 || s.next > soakNumbers) {
		again := s.sent[random.IntN(len(s.sent))]
		return again[0], again[1]
	}
	first, end = s.next, s.next+1+random.IntN(soakShare)
	s.next = end
	s.sent = append(s.sent, [2]int{first, end})
	return first, end
}

// client is one client of one run of the server, which behaves in one of many
// ways. It ends when it has sent its share, or when the server has ended.
func (s *soak) client(addr string, random *rand.Rand) {
	first, end := s.share(random)
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	defer conn.Close()
	chunk := 1 + random.IntN(5000) // from one line in a write to large writes
	for ; first < end; first += chunk {
		if _, err := conn.Write(testkit.Lines(first, min(first+chunk, end))); err != nil {
			return
		}
	}
	switch random.IntN(4) {
	case 0:
		_, _ = io.WriteString(conn, "12345") // an unfinished line
	case 1:
		_, _ = io.WriteString(conn, "oops\n999999999\n")
	case 2:
		_ = conn.(*net.TCPConn).SetLinger(0) // a reset
	}
}

// run starts a server, lets clients come and go until a random moment, and ends it.
func (s *soak) run() {
	GinkgoHelper()
	server := resume(s.dir, "--sync-every", "100ms")
	var clients sync.WaitGroup
	for range 8 {
		random := rand.New(rand.NewPCG(s.random.Uint64(), 0))
		clients.Go(func() { s.client(server.Addr, random) })
	}
	allSent := make(chan struct{})
	go func() {
		defer close(allSent)
		clients.Wait()
	}()
	size := server.size() + s.random.Int64N(3_000_000)
	Eventually(func() bool { return server.size() > size || isClosed(allSent) }).WithTimeout(time.Minute).Should(BeTrue())
	s.end(server, &clients)
}

// end kills or stops the server and checks its log.
func (s *soak) end(server *server, clients *sync.WaitGroup) {
	GinkgoHelper()
	killed := s.random.IntN(2) == 0
	if killed {
		server.kill()
		clients.Wait()
		server.checkedAfterKill()
		return
	}
	server.Signal(syscall.SIGTERM)
	Eventually(server).Should(gexec.Exit(0))
	clients.Wait()
	server.checked()
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// account sends everything once more and compares the log with all that was sent.
func (s *soak) account() {
	GinkgoHelper()
	server := resume(s.dir)
	for _, numbers := range s.sent {
		server.SendAll(testkit.Lines(numbers[0], numbers[1]))
	}
	server.Stops()
	numbers := server.checked()
	Expect(numbers).To(HaveLen(s.next))
	Expect(numbers[s.next-1]).To(Equal(s.next-1), "they are in order and none comes twice: so all are there")
}

var _ = Describe("The program, with kills, stops, resets and bad data in any order,", func() {
	It("ends with a log that holds exactly what was sent", func() {
		s := &soak{dir: GinkgoT().TempDir(), random: random(0)}
		for start := time.Now(); time.Since(start) < soakTime(); {
			s.run()
		}
		s.account()
	})
})
