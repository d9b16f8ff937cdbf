// Package target is a server under trial: something that listens at an address,
// writes a log and can be stopped.
package target

import (
	"context"
	"fmt"
	"net"
	"time"
)

// A Program starts servers.
type Program interface {
	// Name is its label in the results.
	Name() string
	// Start starts a server whose files are in folder and waits until clients can
	// connect to it. The server is killed when ctx is done.
	Start(ctx context.Context, folder string, patience time.Duration) (*Server, error)
}

// A Server takes numbers.
type Server struct {
	Addr string // where it listens
	Log  string // path of its log, "" if it has none

	process *process     // nil if it was not started here
	stop    func() error // asks it to end
}

// Usage is what a server has used. Zero stands for unknown.
type Usage struct {
	CPU    time.Duration // user and system time of all processors
	Memory int64         // peak, in bytes
	Exit   time.Duration // from the request to end until the end
}

// Explain returns the reason for a failure to talk to the server: how the server
// ended, if it does so within a moment.
func (s *Server) Explain(failure error) error {
	if s.process == nil {
		return failure
	}
	select {
	case <-s.process.ended:
		return s.process.failure()
	case <-time.After(endGrace):
		return failure
	}
}

// ExplainLog adds to a fault of the log how the server ended, if it failed.
func (s *Server) ExplainLog(fault error) error {
	if fault == nil || s.process == nil || s.process.err == nil {
		return fault
	}
	return fmt.Errorf("%w; %w", s.process.failure(), fault)
}

// Stop asks the server to end, waits for it and returns what it has used. A server
// that was not started here is left running.
func (s *Server) Stop(patience time.Duration) (Usage, error) {
	if s.process == nil {
		return Usage{}, nil
	}
	memory := s.process.peakMemory()
	asked := time.Now()
	if err := s.stop(); err != nil {
		return Usage{}, s.Explain(err)
	}
	err := s.process.waitForEnd(patience)
	usage := Usage{CPU: s.process.cpu(), Memory: memory, Exit: time.Since(asked)}
	if memory == 0 {
		usage.Memory = maxMemory(s.process.command.ProcessState)
	}
	return usage, err
}

// Kill ends the server at once and waits for its end, if it was started here.
func (s *Server) Kill() {
	if s.process != nil {
		s.process.kill()
	}
}

// Running is a server that is already running and is left running.
type Running struct {
	Addr string
	Log  string // "" if its log cannot be read
}

// Name is its address.
func (r Running) Name() string { return r.Addr }

// Start checks that the server is there.
func (r Running) Start(ctx context.Context, _ string, patience time.Duration) (*Server, error) {
	dialer := net.Dialer{Timeout: patience}
	conn, err := dialer.DialContext(ctx, "tcp", r.Addr)
	if err != nil {
		return nil, fmt.Errorf("connect to the server: %w; is it running?", err)
	}
	return &Server{Addr: r.Addr, Log: r.Log}, conn.Close()
}
