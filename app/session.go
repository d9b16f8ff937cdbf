package app

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"numberserver/app/grammar"
)

const (
	// readSize is the most bytes that one read takes from a client: one batch of
	// lines.
	readSize = batchSize * grammar.Length
	// drainTime is how long a session discards what follows bad data, before it
	// closes the connection. To close it with bytes unread would reset it.
	drainTime = 10 * time.Millisecond
)

// buffers keeps read buffers for the next clients.
var buffers = &sync.Pool{New: func() any { return new([readSize]byte) }}

// A session turns what one client sends into numbers. It knows neither the set
// of numbers nor the log.
type session struct {
	conn        *net.TCPConn
	idleTimeout time.Duration // 0: none
	received    chan<- *batch
	stats       *stats
}

// An ending says how a connection has to end.
type ending struct {
	ordinary  bool // with an end of file: everything that came was read
	drain     bool // discard first what follows the bad data
	terminate bool // stop the server as well
}

// run reads until the client ends its stream, sends bad data, terminates the
// server or is idle for too long, or until the connection fails or is closed. When
// it returns, all numbers read so far have been handed over.
func (s *session) run() ending {
	s.stats.connected.Add(1)
	defer s.stats.connected.Add(-1)
	buffer := buffers.Get().(*[readSize]byte)
	defer buffers.Put(buffer)
	held := 0 // bytes of an unfinished line at the start of the buffer
	for {
		n, err := s.read(buffer[held:])
		rest := s.deliver(buffer[:held+n])
		switch {
		case grammar.HasTerminate(rest):
			return ending{terminate: true, ordinary: len(rest) == grammar.Length}
		case !grammar.MayBecomeLine(rest):
			s.stats.rejected.Add(1)
			return ending{ordinary: true, drain: true}
		case err != nil:
			return ending{ordinary: errors.Is(err, io.EOF)}
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
	s.stats.accepted.Add(uint64(len(b.numbers)))
	s.received <- b
	return rest
}

// awaitLogged waits until all that the session has handed over is in the log, and
// reports whether it is. A marker behind the last batch travels through every
// stage and is answered by the writer.
func (s *session) awaitLogged() bool {
	logged := make(chan bool, 1)
	b := newBatch()
	b.markers = append(b.markers, logged)
	s.received <- b
	return <-logged
}

// closeOrdinarily ends the connection with an end of file.
func (s *session) closeOrdinarily(drain bool) {
	_ = s.conn.SetLinger(-1)
	if drain {
		_ = s.conn.CloseWrite()
		_ = s.conn.SetReadDeadline(time.Now().Add(drainTime))
		_, _ = io.Copy(io.Discard, s.conn)
	}
	_ = s.conn.Close()
}
