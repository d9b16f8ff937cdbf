// Package target is a number server as a benchmark sees it: something that is
// started, listens at an address, writes a log and is stopped again.
package target

import (
	"context"
	"fmt"
	"io"
	"net"
	"time"

	"numberserver/app/grammar"
)

// A Program starts servers.
type Program interface {
	// Name is what the reader of the results knows it by.
	Name() string
	// Start starts a server whose files are in folder. The server is killed, if
	// it still runs, when ctx is done.
	Start(ctx context.Context, folder string) (*Server, error)
}

// A Server takes numbers.
type Server struct {
	Addr string // where it listens
	Log  string // path of its log, "" if it has none

	process *process            // nil if it was not started here
	ask     func(*Server) error // asks it to end
}

// Usage is what a server has used up. Zero stands for what is not known.
type Usage struct {
	CPU    time.Duration // of all processors, in the program and in the system for it
	Memory int64         // the most bytes of memory that it had
	Exit   time.Duration // from being asked to end to the end
}

// Reason returns what is behind the failure to talk to the server: if it ends,
// it is that.
func (s *Server) Reason(failed error) error {
	if s.process == nil {
		return failed
	}
	select {
	case <-s.process.ended:
		return s.process.failure()
	case <-time.After(lastWords):
		return failed
	}
}

// Blame returns what is wrong with the log of the server, which has ended, and
// what the server said of it, if it ended with a failure.
func (s *Server) Blame(wrong error) error {
	if wrong == nil || s.process == nil || s.process.err == nil {
		return wrong
	}
	return fmt.Errorf("%w; %w", s.process.failure(), wrong)
}

// Stop asks the server to end, unless it was not started here, waits for it and
// returns what it has used up.
func (s *Server) Stop() (Usage, error) {
	if s.process == nil {
		return Usage{}, nil
	}
	memory := s.process.peakMemory()
	asked := time.Now()
	if err := s.ask(s); err != nil {
		return Usage{}, s.Reason(err)
	}
	err := s.process.waitForEnd()
	usage := Usage{CPU: s.process.cpu(), Memory: memory, Exit: time.Since(asked)}
	if memory == 0 {
		usage.Memory = maxMemory(s.process.command.ProcessState)
	}
	return usage, err
}

// Kill ends the server at once, if it was started here, and waits for it.
func (s *Server) Kill() {
	if s.process != nil {
		s.process.kill()
	}
}

// sendTerminate asks a server to end in the way that a client can.
func sendTerminate(s *Server) error {
	conn, err := net.Dial("tcp", s.Addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = io.WriteString(conn, grammar.Terminate+grammar.Newline)
	return err
}
