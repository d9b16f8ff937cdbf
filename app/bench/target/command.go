package target

import (
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"time"

	"numberserver/app/grammar"
)

const (
	// logName is the name of a server's log in its folder.
	logName = "numbers.log"
	// requiredAddr is where a server listens that cannot be told where to.
	requiredAddr = "127.0.0.1:4000"
)

// Command is a number server that is started by a shell command, in which {addr}
// and {port} stand for where to listen, {log} for the log and {dir} for the log's
// folder. Without {addr} and {port} it must listen on port 4000. Without {log} and
// {dir} it must write to numbers.log in its working directory.
type Command struct {
	Label  string
	Line   string
	Strict bool // it must end with exit status 0
}

// Name is its label.
func (c Command) Name() string { return c.Label }

// Start starts the server.
func (c Command) Start(ctx context.Context, folder string, patience time.Duration) (*Server, error) {
	addr, err := c.addr()
	if err != nil {
		return nil, err
	}
	log := filepath.Join(folder, logName)
	command := shell(ctx, c.fill(addr, log, folder))
	if !c.mentions("{log}", "{dir}") {
		command.Dir = folder
	}
	p, err := startProcess(command)
	if err != nil {
		return nil, err
	}
	p.strict = c.Strict
	server := &Server{Addr: addr, Log: log, process: p, stop: func() error { return sendTerminate(addr) }}
	return server, p.waitForListener(ctx, addr, patience)
}

// addr returns an address that is free.
func (c Command) addr() (string, error) {
	if c.mentions("{addr}", "{port}") {
		return freeAddr()
	}
	if conn, err := net.Dial("tcp", requiredAddr); err == nil {
		_ = conn.Close()
		return "", fmt.Errorf("%s is in use by another program", requiredAddr)
	}
	return requiredAddr, nil
}

func (c Command) mentions(placeholders ...string) bool {
	for _, placeholder := range placeholders {
		if strings.Contains(c.Line, placeholder) {
			return true
		}
	}
	return false
}

// fill returns the command with the placeholders replaced.
func (c Command) fill(addr, log, folder string) string {
	_, port, _ := net.SplitHostPort(addr)
	return strings.NewReplacer("{addr}", addr, "{port}", port,
		"{log}", Quote(log), "{dir}", Quote(folder)).Replace(c.Line)
}

// freeAddr returns an address of this machine that nothing listens on.
func freeAddr() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// sendTerminate asks the server at addr to end as a client can.
func sendTerminate(addr string) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = io.WriteString(conn, grammar.Terminate+grammar.Newline)
	return err
}
