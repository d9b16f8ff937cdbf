package app

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"numberserver/app/grammar"
)

const (
	// readSize is the most bytes that one read takes: one batch of lines.
	readSize = batchSize * grammar.Length
	// drainTime is how long a session discards what follows bad data.
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
	since       time.Time // when the client got its slot

	silence atomic.Int64 // from since to the last read that brought anything
	lines   atomic.Uint64
}

// A Client is a client that has a slot.
type Client struct {
	Addr     string    // its address and port
	Since    time.Time // when it got its slot
	LastRead time.Time // when it last sent anything; Since if it has not
	Lines    uint64    // number lines taken from it
}

func (s *session) client() Client {
	return Client{
		Addr:     s.conn.RemoteAddr().String(),
		Since:    s.since,
		LastRead: s.since.Add(time.Duration(s.silence.Load())),
		Lines:    s.lines.Load(),
	}
}

// run reads until the client ends its stream, sends bad data, terminates the
// server or is idle for too long, or until the connection fails or is closed because
// ctx is done. When it returns, all numbers read so far have been handed over.
func (s *session) run(ctx context.Context) Ending {
	buffer := buffers.Get().(*[readSize]byte)
	defer buffers.Put(buffer)
	held := 0 // bytes of an unfinished line at the start of the buffer
	for {
		n, err := s.read(buffer[held:])
		rest := s.deliver(buffer[:held+n])
		switch {
		case grammar.HasTerminate(rest) && len(rest) == grammar.Length:
			return Terminated
		case grammar.HasTerminate(rest):
			return TerminatedMore
		case !grammar.MayBecomeLine(rest):
			return BadData
		case err != nil:
			return endingOf(err, len(rest), ctx.Err() != nil)
		}
		held = copy(buffer[:], rest)
	}
}

// endingOf returns what a failed read means when that many bytes of an unfinished
// line have come before it.
func endingOf(err error, unfinished int, stopped bool) Ending {
	switch {
	case errors.Is(err, io.EOF) && unfinished == 0:
		return Finished
	case errors.Is(err, io.EOF):
		return Unfinished
	case stopped:
		return Stopped
	case errors.Is(err, os.ErrDeadlineExceeded):
		return Idle
	default:
		return Failed
	}
}

func (s *session) read(buffer []byte) (int, error) {
	if s.idleTimeout > 0 {
		_ = s.conn.SetReadDeadline(time.Now().Add(s.idleTimeout))
	}
	n, err := s.conn.Read(buffer)
	if n > 0 {
		s.silence.Store(int64(time.Since(s.since)))
		s.stats.bytes.Add(uint64(n))
	}
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
	s.lines.Add(uint64(len(b.numbers)))
	s.stats.accepted.Add(uint64(len(b.numbers)))
	s.received <- b
	return rest
}

// awaitLogged waits until all that the session has handed over is in the log, and
// reports whether it is. A marker behind the last batch travels through every
// stage and is answered by the writer, unless a stage has failed.
func (s *session) awaitLogged(failed context.Context) bool {
	logged := make(chan bool, 1)
	b := newBatch()
	b.markers = append(b.markers, logged)
	s.received <- b
	select {
	case ok := <-logged:
		return ok
	case <-failed.Done():
		return false
	}
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
