package app

import (
	"errors"
	"io"
	"net"

	"numberserver/app/grammar"
)

// readSize is how many bytes one read takes at most: what fills one batch.
const readSize = batchSize * grammar.Length

// A session turns what one client sends into numbers. It knows neither the set
// of numbers nor the log.
type session struct {
	conn      *net.TCPConn
	buffer    []byte // readSize bytes
	received  chan<- *batch
	terminate func()
}

// run reads until the client ends its stream, sends what is no line, or stops
// the server, or until the connection is closed from elsewhere. Whatever it has
// read before is handed over when it returns.
func (s *session) run() {
	defer s.conn.Close()
	// A client must be able to tell whether all that it sent was read: unless it
	// was, the connection ends with a reset and not with an end of file.
	_ = s.conn.SetLinger(0)
	held := 0 // bytes of an unfinished line at the start of the buffer
	for {
		n, err := s.conn.Read(s.buffer[held:])
		rest := s.deliver(s.buffer[:held+n])
		if grammar.StartWithTerminate(rest) {
			s.endQuietly(len(rest) == grammar.Length)
			s.terminate()
			return
		}
		if err != nil || !grammar.MayBecomeLine(rest) {
			s.endQuietly(errors.Is(err, io.EOF) && len(rest) == 0)
			return
		}
		held = copy(s.buffer, rest)
	}
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
