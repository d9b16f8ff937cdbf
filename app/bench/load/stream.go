package load

import (
	"crypto/subtle"

	"numberserver/app/grammar"
)

// chunkLines is how many lines are made at once: so few that they are still in
// the processor's cache when they are sent.
const chunkLines = 16_384

// A Stream is what one client sends of a load.
type Stream struct {
	load      *Load
	next, end int // the lines still to be made

	piece   int    // bytes a write sends
	ready   []byte // made and not sent yet
	buffer  []byte
	round   int    // the round that flips is made for, or -1
	flipped []byte // what makes that round of the base: a mask for each line
}

// Stream returns what the client of that number sends, from 0. The clients'
// streams are the load, cut into equal parts.
func (l *Load) Stream(client int) *Stream {
	return &Stream{
		load:    l,
		next:    l.Lines * client / l.Clients,
		end:     l.Lines * (client + 1) / l.Clients,
		piece:   l.Kind.linesPerWrite() * grammar.Length,
		buffer:  make([]byte, chunkLines*grammar.Length),
		round:   -1,
		flipped: make([]byte, chunkLines*grammar.Length),
	}
}

// Next returns what to send in the next write, or nothing when all was sent. It
// is good until the next call.
func (s *Stream) Next() []byte {
	if len(s.ready) == 0 {
		s.ready = s.chunk()
	}
	piece := s.ready[:min(s.piece, len(s.ready))]
	s.ready = s.ready[len(piece):]
	return piece
}

// chunk makes lines until the end of the round, of the stream or of the buffer.
func (s *Stream) chunk() []byte {
	perRound := s.load.baseLines()
	round, first := s.next/perRound, s.next%perRound
	count := min(chunkLines, perRound-first, s.end-s.next)
	s.next += count
	lines := s.load.base[first*grammar.Length:][:count*grammar.Length]
	return s.flip(lines, round%len(s.load.rounds))
}

// flip returns lines as they are in that round.
func (s *Stream) flip(lines []byte, round int) []byte {
	if s.load.rounds[round] == 0 {
		return lines
	}
	if s.round != round {
		s.load.rounds[round].fill(s.flipped)
		s.round = round
	}
	n := subtle.XORBytes(s.buffer, lines, s.flipped)
	return s.buffer[:n]
}
