package app

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"numberserver/app/grammar"
)

// ReadSize is how many bytes one read from a client takes at most: what fills one
// batch.
const ReadSize = batchSize * grammar.Length

// buffers keeps read buffers for the clients to come.
var buffers = sync.Pool{New: func() any { return new([ReadSize]byte) }}

// A session turns what one client sends into numbers. It knows neither the set
// of numbers nor the log.
type session struct {
	conn        *net.TCPConn  // which ends with a reset, unless endQuietly is called
	idleTimeout time.Duration // 0: none
	received    chan<- *batch
	terminate   func()
	stats       *stats
}

// run reads until the client ends its stream, sends what is no line, stops the
// server or stays silent for too long, or until the connection is closed from
// elsewhere. Whatever it has read before is handed over when it returns.
func (s *session) run() {
	s.stats.connected.Add(1)
	defer s.stats.connected.Add(-1)
	buffer := buffers.Get().(*[ReadSize]byte)
	defer buffers.Put(buffer)
	held := 0 // bytes of an unfinished line at the start of the buffer
	for {
		n, err := s.read(buffer[held:])
		rest := s.deliver(buffer[:held+n])
		switch {
		case grammar.StartWithTerminate(rest):
			s.endQuietly(len(rest) == grammar.Length)
			s.terminate()
			return
		case !grammar.MayBecomeLine(rest):
			s.stats.rejected.Add(1)
			return
		case err != nil:
			s.endQuietly(errors.Is(err, io.EOF) && len(rest) == 0)
			return
		}
		held = copy(buffer[:], rest)
	}
}

func (s *session) read(buffer []byte) (int, error) {
	if s.idleTimeout > 0 {
		_ = s.conn.SetReadDeadline(time.Now().Add(s.idleTimeout))
	}
	n, err := s.conn.Read(buffer)
	s.stats.bytes.Add(uint64(n))
	return n, err
}

// deliver hands over the numbers at the start of data and returns the rest.
func (s *session) deliver(data []byte) (rest []byte) {
	b := newBatch()
	b.numbers, rest = grammar.Parse(b.numbers, data)
	if len(b.numbers) == 0 {
		b.free()
		return rest
	}
	s.received <- b
	return rest
}

// endQuietly lets the connection end with an end of file if all was read.
func (s *session) endQuietly(allRead bool) {
	if allRead {
		_ = s.conn.SetLinger(-1)
	}
}
