package load

import (
	"crypto/subtle"

	"numberserver/app/grammar"
)

// chunkLines is how many lines are made, and at most sent, at once: few enough to
// be still in the second-level cache when they are sent.
const chunkLines = 16_384

// A Stream is one client's part of a load.
type Stream struct {
	load      *Load
	writeSize int

	next, end int    // the lines not made yet
	ready     []byte // made, not sent yet
	buffer    []byte
	round     int    // the round of flips, or -1
	flips     []byte // turns lines of the base into that round
}

// Stream returns the part of a client, counted from 0. All parts are of the same
// size, and one after the other they are the load.
func (l *Load) Stream(client int) *Stream {
	s := l.part(l.Lines*client/l.Clients, l.Lines*(client+1)/l.Clients)
	s.writeSize = l.Kind.linesPerWrite() * grammar.Length
	return s
}

// LoneStream returns the lines that are sent one at a time after the load.
func (l *Load) LoneStream() *Stream { return l.part(l.Lines, l.Lines+l.Lone) }

// part returns a part of the lines, one a write.
func (l *Load) part(first, end int) *Stream {
	return &Stream{
		load:      l,
		writeSize: grammar.Length,
		next:      first,
		end:       end,
		buffer:    make([]byte, chunkLines*grammar.Length),
		round:     -1,
		flips:     make([]byte, chunkLines*grammar.Length),
	}
}

// Next returns the bytes of the next write, or nothing after the last one. They
// are valid until the next call.
func (s *Stream) Next() []byte {
	if len(s.ready) == 0 {
		s.ready = s.chunk()
	}
	write := s.ready[:min(s.writeSize, len(s.ready))]
	s.ready = s.ready[len(write):]
	return write
}

// chunk makes lines up to the end of the round, of the stream or of the buffer.
func (s *Stream) chunk() []byte {
	perRound := len(s.load.base) / grammar.Length
	round, first := s.next/perRound, s.next%perRound
	count := min(chunkLines, perRound-first, s.end-s.next)
	s.next += count
	lines := s.load.base[first*grammar.Length:][:count*grammar.Length]
	return s.flip(lines, round%len(s.load.rounds))
}

// flip returns lines of the base as they are in a round.
func (s *Stream) flip(lines []byte, round int) []byte {
	if s.load.rounds[round] == 0 {
		return lines
	}
	if s.round != round {
		s.load.rounds[round].fill(s.flips)
		s.round = round
	}
	n := subtle.XORBytes(s.buffer, lines, s.flips)
	return s.buffer[:n]
}
