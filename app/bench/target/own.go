package target

import (
	"context"
	"io"
	"os/exec"
	"path/filepath"
	"strconv"
)

// logName is the name of a server's log in its folder.
const logName = "numbers.log"

// Own is the number server in the program file Binary.
type Own struct {
	Binary  string
	Clients int
}

// Name is the server's own name.
func (o Own) Name() string { return "numberserver" }

// Start starts the server on a free port.
func (o Own) Start(ctx context.Context, folder string) (*Server, error) {
	log := filepath.Join(folder, logName)
	process, err := startProcess(exec.CommandContext(ctx, o.Binary, "serve",
		"--addr", "127.0.0.1:0", "--log", log, "--clients", strconv.Itoa(o.Clients)))
	if err != nil {
		return nil, err
	}
	addr, err := process.waitForAddr(ctx)
	return &Server{Addr: addr, Log: log, process: process, ask: sendTerminate}, err
}

// Sink reads and throws away what it reads: no server can be faster. It is a
// process of its own, as every server is, of the program file Binary.
type Sink struct {
	Binary string
}

// Name says what it is.
func (s Sink) Name() string { return "sink" }

// Start starts the sink on a free port. It ends at the end of its input, so it
// does not outlive this process.
func (s Sink) Start(ctx context.Context, _ string) (*Server, error) {
	command := exec.CommandContext(ctx, s.Binary, "sink")
	input, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	process, err := startProcess(command)
	if err != nil {
		return nil, err
	}
	addr, err := process.waitForAddr(ctx)
	return &Server{Addr: addr, process: process, ask: closing(input)}, err
}

func closing(input io.Closer) func(*Server) error {
	return func(*Server) error { return input.Close() }
}
