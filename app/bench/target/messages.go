package target

import (
	"bytes"
	"regexp"
	"sync"
)

// listening is what a server says when clients can connect to it.
var listening = regexp.MustCompile(`listening on (\S+)`)

// messages are the lines that a process says on its standard error.
type messages struct {
	addr chan string // gets the address that the process listens on, once

	mu      sync.Mutex
	started bool   // the address was seen
	line    []byte // the line that is not finished yet
	said    string // the last line before it, but not the one with the address
}

func newMessages() *messages { return &messages{addr: make(chan string, 1)} }

// Write takes what the process says.
func (m *messages) Write(text []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.line = append(m.line, text...)
	for {
		line, rest, whole := bytes.Cut(m.line, []byte("\n"))
		if !whole {
			return len(text), nil
		}
		m.take(string(bytes.TrimSpace(line)))
		m.line = rest
	}
}

func (m *messages) take(line string) {
	match := listening.FindStringSubmatch(line)
	if match == nil || m.started {
		m.said = line
		return
	}
	m.started = true
	m.addr <- match[1]
}

// last returns the last line that was said, besides that the process listens.
func (m *messages) last() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.line) > 0 {
		return string(bytes.TrimSpace(m.line))
	}
	return m.said
}
