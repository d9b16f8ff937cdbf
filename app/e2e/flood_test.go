package e2e

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"

	. "github.com/onsi/ginkgo/v2"
)

// A flood is a few clients that send without a pause until they are disconnected.
// What they send is a run of numbers each, some of them more than once.
type flood struct {
	clients sync.WaitGroup
	sent    [floodClients]atomic.Int64 // the end of what each client may have sent
}

const (
	floodClients = 4
	floodShare   = 1_000_000_000 / floodClients
	floodChunk   = 2000 // lines a write; the last tenth of them is sent again
)

// startFlood floods a server, from offset on in each client's run of numbers.
func startFlood(addr string, offset int) *flood {
	f := new(flood)
	for i := range floodClients {
		f.clients.Go(func() {
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				return // the server has stopped already
			}
			defer conn.Close()
			for first := i*floodShare + offset; ; first += floodChunk {
				f.sent[i].Store(int64(first + floodChunk))
				if _, err := conn.Write(floodText(first)); err != nil {
					return
				}
			}
		})
	}
	DeferCleanup(f.clients.Wait)
	return f
}

func floodText(first int) []byte {
	text := numberText(first, first+floodChunk)
	return append(text, text[len(text)*9/10:]...)
}

// numberText returns the lines for the numbers from first up to end.
func numberText(first, end int) []byte {
	var text []byte
	for number := first; number < end; number++ {
		text = fmt.Appendf(text, "%09d\n", number)
	}
	return text
}

// wasSent reports whether the flood, that began at 0, may have sent number.
func (f *flood) wasSent(number int) bool {
	return int64(number) < f.sent[number/floodShare].Load()
}

// moment returns a random one: how many numbers are in the log by then.
func moment() int { return 1 + rand.IntN(100_000) }
