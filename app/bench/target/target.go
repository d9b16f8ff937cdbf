// Package target is a server under trial: something that listens at an address,
// writes a log and can be stopped.
package target

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"numberserver/app/grammar"
)

// requiredAddr is where a server listens that cannot be told where to. Specs change it.
var requiredAddr = "127.0.0.1:4000"

const (
	// dialPeriod is the time between attempts to connect to a server that starts.
	dialPeriod = 10 * time.Millisecond
	// endGrace is how long a server that has closed connections may take to end.
	endGrace = 500 * time.Millisecond
	// childGrace is how long processes that a server leaves behind may keep its standard
	// error open.
	childGrace = 100 * time.Millisecond
	// maxLastWords is how much of what a server says is kept, in bytes.
	maxLastWords = 500
)

// A Server takes numbers. One that was not started here is left running.
type Server struct {
	Addr string // where it listens
	Log  string // path of its log; there may be no such file

	command *exec.Cmd     // nil if it was not started here
	ended   chan struct{} // closed when the command has ended
	said    lastWords     // on its standard error; complete when it has ended
}

// Usage is what a server has used. Zero stands for unknown.
type Usage struct {
	CPU    time.Duration // user and system time of all processors
	Memory int64         // peak, in bytes
	Exit   time.Duration // from the request to end until the end
}

// Start starts a server by a shell command, in which {addr} and {port} stand for where
// to listen, {log} for the log and {dir} for the log's folder. Without {addr} and
// {port} it must listen on port 4000. Without {log} and {dir} it must write to
// numbers.log in its working directory.
//
// The folder of the log is dir, which must be empty. Settings of this module's server in
// the environment are not passed on. Start waits until clients can connect. The server
// is killed when ctx is done.
func Start(ctx context.Context, command, dir string, patience time.Duration) (*Server, error) {
	addr, err := addrFor(command)
	if err != nil {
		return nil, err
	}
	log := filepath.Join(dir, "numbers.log")
	_, port, _ := net.SplitHostPort(addr)
	filled := strings.NewReplacer("{addr}", addr, "{port}", port, "{log}", Quote(log), "{dir}", Quote(dir)).Replace(command)
	s := &Server{Addr: addr, Log: log, command: shell(ctx, filled), ended: make(chan struct{})}
	if !strings.Contains(filled, dir) {
		s.command.Dir = dir
	}
	s.command.Stderr = &s.said
	s.command.WaitDelay = childGrace
	s.command.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "NUMBERSERVER_") })
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(s.ended)
		_ = s.command.Wait() // ProcessState says how it ended
	}()
	return s, s.waitForListener(ctx, patience)
}

// addrFor returns where the server of a command is to listen. Nothing listens there.
func addrFor(command string) (string, error) {
	addr := requiredAddr
	if strings.Contains(command, "{addr}") || strings.Contains(command, "{port}") {
		addr = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("%w; {addr} or {port} in the command lets it listen elsewhere", err)
	}
	return listener.Addr().String(), listener.Close()
}

// waitForListener waits until a client can connect. Otherwise it kills the server.
func (s *Server) waitForListener(ctx context.Context, patience time.Duration) error {
	late := time.After(patience)
	for {
		if conn, err := net.Dial("tcp", s.Addr); err == nil {
			return conn.Close()
		}
		select {
		case <-time.After(dialPeriod):
			continue
		case <-ctx.Done():
		case <-s.ended:
		case <-late:
		}
		s.Kill()
		return s.Explain(fmt.Errorf("it does not listen on %s", s.Addr))
	}
}

// Explain adds to a failure how the server ended, if it has ended or does so within a
// moment.
func (s *Server) Explain(failure error) error {
	if failure == nil || s.command == nil {
		return failure
	}
	select {
	case <-s.ended:
	case <-time.After(endGrace):
		return failure
	}
	said := bytes.TrimSpace(s.said)
	said = said[bytes.LastIndexByte(said, '\n')+1:]
	return fmt.Errorf("%w; it ended with %v, its last words were %q", failure, s.command.ProcessState, said)
}

// lastWords keeps the end of what is written to it.
type lastWords []byte

func (w *lastWords) Write(text []byte) (int, error) {
	*w = append(*w, text...)
	*w = (*w)[max(0, len(*w)-maxLastWords):]
	return len(text), nil
}

// Stop sends the server a terminate line, waits for its end and returns what it has
// used.
func (s *Server) Stop(patience time.Duration) (Usage, error) {
	if s.command == nil {
		return Usage{}, nil
	}
	memory, asked := s.peakMemory(), time.Now()
	conn, err := net.Dial("tcp", s.Addr)
	if err != nil {
		return Usage{}, err
	}
	defer conn.Close()
	if _, err := fmt.Fprint(conn, grammar.Terminate+grammar.Newline); err != nil {
		return Usage{}, err
	}
	select {
	case <-s.ended:
		cpu := s.command.ProcessState.UserTime() + s.command.ProcessState.SystemTime()
		return Usage{CPU: cpu, Memory: memory, Exit: time.Since(asked)}, nil
	case <-time.After(patience):
		return Usage{}, fmt.Errorf("it has not ended %v after terminate", patience)
	}
}

// Kill ends the server and the processes that it started at once and waits for it.
func (s *Server) Kill() {
	if s.command != nil {
		_ = s.command.Cancel()
		<-s.ended
	}
}

// peakMemory is the peak memory of the running server in bytes, 0 if it is unknown. On
// Linux the figure at its end would not do: it includes the copy of this program that
// the process was before it became the server.
func (s *Server) peakMemory() int64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.command.Process.Pid))
	_, line, _ := strings.Cut(string(status), "VmHWM:")
	var kib int64
	_, _ = fmt.Sscanf(line, "%d kB", &kib) // 0 if there is no such line
	return kib << 10
}
