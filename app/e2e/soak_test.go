//go:build unix

package e2e

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"
)

// A soak lets everything happen that a server may live to see, run after run on
// the same log, and keeps account of every number that may have been read.
type soak struct {
	dir  string
	next int // the first number that was never sent

	mu   sync.Mutex
	sent [][2]int // runs of numbers, from first up to end
}

const (
	soakShare   = 200_000    // numbers that a client sends at most in one run of the server
	soakNumbers = 20_000_000 // about how many different numbers are sent in all
)

// share returns a run of numbers, new ones or some that were sent before.
func (s *soak) share() (first, end int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sent) > 0 && (rand.IntN(4) == 0 || s.next > soakNumbers) {
		again := s.sent[rand.IntN(len(s.sent))]
		return again[0], again[1]
	}
	first, end = s.next, s.next+1+rand.IntN(soakShare)
	s.next = end
	s.sent = append(s.sent, [2]int{first, end})
	return first, end
}

// client is one client of one run of the server, in one of many ways. It ends
// when it has sent its share, or when the server is gone.
func (s *soak) client(addr string) {
	first, end := s.share()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	defer conn.Close()
	chunk := 1 + rand.IntN(5000) // from one line a write to large writes
	for ; first < end; first += chunk {
		if _, err := conn.Write(numberText(first, min(first+chunk, end))); err != nil {
			return
		}
	}
	switch rand.IntN(4) {
	case 0:
		_, _ = io.WriteString(conn, "12345") // and never the rest
	case 1:
		_, _ = io.WriteString(conn, "oops\n999999999\n")
	case 2:
		_ = conn.(*net.TCPConn).SetLinger(0) // a reset
	}
}

// run starts a server, lets clients come and go until a random moment, and ends it.
func (s *soak) run() {
	GinkgoHelper()
	cmd := command("--addr", "127.0.0.1:0", "--resume", "--sync-every", "100ms")
	cmd.Dir = s.dir
	server := started(cmd)
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() { s.client(server.addr) })
	}
	goal := server.size() + int64(rand.IntN(5_000_000))
	all := make(chan struct{})
	go func() {
		defer close(all)
		clients.Wait()
	}()
	Eventually(func() bool { return server.size() > goal || isClosed(all) }).WithTimeout(time.Minute).Should(BeTrue())
	killed := rand.IntN(2) == 0
	if killed {
		server.Signal(syscall.SIGKILL)
	} else {
		server.Signal(syscall.SIGTERM)
	}
	Eventually(server).Should(gexec.Exit())
	clients.Wait()
	server.checked(killed)
	if !killed {
		Expect(server).To(gexec.Exit(0))
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// account sends everything once more, and compares the log with all that was sent.
func (s *soak) account() {
	GinkgoHelper()
	cmd := command("--addr", "127.0.0.1:0", "--resume")
	cmd.Dir = s.dir
	server := started(cmd)
	for _, run := range s.sent {
		conn := server.dial()
		_, err := conn.Write(numberText(run[0], run[1]))
		Expect(err).NotTo(HaveOccurred())
		Expect(conn.CloseWrite()).To(Succeed())
		_, err = conn.Read(make([]byte, 1))
		Expect(err).To(Equal(io.EOF), "all was read")
		Expect(conn.Close()).To(Succeed())
	}
	server.send("terminate")
	Eventually(server).Should(gexec.Exit(0))
	numbers := server.checked(false)
	Expect(numbers).To(HaveLen(s.next))
	for number := range s.next {
		if !numbers[number] {
			Fail(fmt.Sprintf("%d is not in the log", number))
		}
	}
}

var _ = Describe("The program, through all it may live to see,", func() {
	It("ends with a log that holds exactly what was sent", func() {
		length, err := time.ParseDuration(os.Getenv("NUMBERSERVER_SOAK"))
		if err != nil {
			length = time.Second
		}
		s := &soak{dir: GinkgoT().TempDir()}
		for start := time.Now(); time.Since(start) < length; {
			s.run()
		}
		s.account()
	})
})
