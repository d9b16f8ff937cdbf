package target

import (
	"context"
	"io"
	"net"
	"os/exec"
	"time"
)

// SinkArgument is the argument with which a benchmark program runs ServeSink. The
// address to listen on comes after it.
const SinkArgument = "sink"

// sinkReadSize is how much the sink reads at once: as much as this module's server.
const sinkReadSize = 160 << 10

// Sink reads and throws away what it reads. No server can be faster. It is a process
// of its own, like every server: the benchmark program itself, at path Program.
type Sink struct {
	Program string
}

// Name is its label.
func (s Sink) Name() string { return "sink" }

// Start starts the sink.
func (s Sink) Start(ctx context.Context, _ string, patience time.Duration) (*Server, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, s.Program, SinkArgument, addr)
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	p, err := startProcess(command)
	if err != nil {
		return nil, err
	}
	p.strict = true
	return &Server{Addr: addr, process: p, stop: stdin.Close}, p.waitForListener(ctx, addr, patience)
}

// ServeSink is the sink. It ends at the end of stdin, so that it does not outlive
// the benchmark.
func ServeSink(addr string, stdin io.Reader) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		_ = listener.Close()
	}()
	for {
		conn, err := listener.Accept()
		if err != nil {
			return nil
		}
		go drain(conn)
	}
}

// drain reads until the client ends its stream.
func drain(conn net.Conn) {
	defer conn.Close()
	buffer := make([]byte, sinkReadSize)
	for {
		if _, err := conn.Read(buffer); err != nil {
			return
		}
	}
}
