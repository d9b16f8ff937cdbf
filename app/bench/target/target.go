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

const (
	// requiredAddr is where a server listens that cannot be told where to.
	requiredAddr = "127.0.0.1:4000"
	// dialPeriod is the time between attempts to connect to a server that starts.
	dialPeriod = 10 * time.Millisecond
	// endGrace is how long a server that has closed connections may take to end.
	endGrace = time.Second
)

// A Server takes numbers. One that was not started here is left running.
type Server struct {
	Addr string // where it listens
	Log  string // path of its log; there may be no such file

	command *exec.Cmd     // nil if it was not started here
	stderr  string        // path of the file with what it writes there
	ended   chan struct{} // closed when the command has ended
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
// Its files are in folder, which must be empty. Start waits until clients can connect.
// The server is killed when ctx is done.
func Start(ctx context.Context, command, folder string, patience time.Duration) (*Server, error) {
	addr, err := addrFor(command)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(folder, "server")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	s := &Server{Addr: addr, Log: filepath.Join(dir, "numbers.log"), stderr: filepath.Join(folder, "stderr"), ended: make(chan struct{})}
	_, port, _ := net.SplitHostPort(addr)
	s.command = shell(ctx, strings.NewReplacer("{addr}", addr, "{port}", port, "{log}", Quote(s.Log), "{dir}", Quote(dir)).Replace(command))
	if !mentions(command, "{log}", "{dir}") {
		s.command.Dir = dir
	}
	if err := s.startCommand(); err != nil {
		return nil, err
	}
	return s, s.waitForListener(ctx, patience)
}

// addrFor returns where the server of a command is to listen. Nothing listens there.
func addrFor(command string) (string, error) {
	if mentions(command, "{addr}", "{port}") {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return "", err
		}
		return listener.Addr().String(), listener.Close()
	}
	if conn, err := net.Dial("tcp", requiredAddr); err == nil {
		_ = conn.Close()
		return "", fmt.Errorf("%s is in use; stop what listens there, or put {addr} or {port} into the command", requiredAddr)
	}
	return requiredAddr, nil
}

// mentions reports whether a command has one of two placeholders.
func mentions(command, one, other string) bool {
	return strings.Contains(command, one) || strings.Contains(command, other)
}

// startCommand starts the command, and a goroutine that waits for its end. Variables
// that are settings of this module's server are not passed on.
func (s *Server) startCommand() error {
	stderr, err := os.Create(s.stderr)
	if err != nil {
		return err
	}
	defer stderr.Close()
	s.command.Stderr = stderr
	s.command.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "NUMBERSERVER_") })
	if err := s.command.Start(); err != nil {
		return err
	}
	go func() {
		defer close(s.ended)
		_ = s.command.Wait() // ProcessState says how it ended
	}()
	return nil
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
		defer s.Kill()
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
	said, _ := os.ReadFile(s.stderr) // nothing if it cannot be read
	said = bytes.TrimSpace(said)
	said = said[bytes.LastIndexByte(said, '\n')+1:]
	return fmt.Errorf("%w; it ended with %v, its last words were %.500q", failure, s.command.ProcessState, said)
}

// Stop sends the server a terminate line, waits for its end and returns what it has
// used.
func (s *Server) Stop(patience time.Duration) (Usage, error) {
	if s.command == nil {
		return Usage{}, nil
	}
	memory := s.peakMemory()
	asked := time.Now()
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
