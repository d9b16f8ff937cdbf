package target

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"time"
)

const (
	// requiredAddr is where a server listens that cannot be told where to.
	requiredAddr = "127.0.0.1:4000"
	// knockPeriod is the time from one attempt to connect to the next.
	knockPeriod = 10 * time.Millisecond
)

// Foreign is any other number server. It runs by Command, in which {addr} and
// {port} stand for where it has to listen, {log} for its log and {dir} for the
// folder of the log. Without any of the first two it must listen on port 4000.
// Without any of the others it must write to numbers.log in its working folder.
type Foreign struct {
	Command string
}

// Name is the name of the program file.
func (f Foreign) Name() string {
	name := filepath.Base(strings.Trim(strings.Fields(f.Command)[0], `"'`))
	if name == (Own{}).Name() {
		return "other " + name
	}
	return name
}

// Start starts the server and waits until clients can connect to it.
func (f Foreign) Start(ctx context.Context, folder string) (*Server, error) {
	addr, err := f.addr()
	if err != nil {
		return nil, err
	}
	log := filepath.Join(folder, logName)
	command := shell(ctx, f.fill(addr, log, folder))
	if !f.mentions("{log}", "{dir}") {
		command.Dir = folder
	}
	process, err := startProcess(command)
	if err != nil {
		return nil, err
	}
	process.anyStatus = true
	server := &Server{Addr: addr, Log: log, process: process, ask: sendTerminate}
	return server, process.waitForDoor(ctx, addr)
}

// addr returns an address that nobody listens on.
func (f Foreign) addr() (string, error) {
	if f.mentions("{addr}", "{port}") {
		return freeAddr()
	}
	if conn, err := net.Dial("tcp", requiredAddr); err == nil {
		_ = conn.Close()
		return "", fmt.Errorf("somebody else listens on %s already", requiredAddr)
	}
	return requiredAddr, nil
}

func freeAddr() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

func (f Foreign) mentions(placeholders ...string) bool {
	for _, placeholder := range placeholders {
		if strings.Contains(f.Command, placeholder) {
			return true
		}
	}
	return false
}

// fill returns the command with everything in place.
func (f Foreign) fill(addr, log, folder string) string {
	_, port, _ := net.SplitHostPort(addr)
	return strings.NewReplacer("{addr}", addr, "{port}", port,
		"{log}", quoted(log), "{dir}", quoted(folder)).Replace(f.Command)
}

// waitForDoor waits until a client can connect to addr.
func (p *process) waitForDoor(ctx context.Context, addr string) error {
	late := time.After(startPatience)
	for {
		if conn, err := net.Dial("tcp", addr); err == nil {
			return conn.Close()
		}
		select {
		case <-time.After(knockPeriod):
		case <-p.ended:
			return p.failure()
		case <-ctx.Done():
			p.kill()
			return context.Cause(ctx)
		case <-late:
			p.kill()
			return fmt.Errorf("it does not listen on %s within %v", addr, startPatience)
		}
	}
}
