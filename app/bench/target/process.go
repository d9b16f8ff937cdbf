package target

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// dialPeriod is the time between attempts to connect to a server that starts.
	dialPeriod = 10 * time.Millisecond
	// endGrace is how long a server that has closed connections may take to end.
	endGrace = time.Second
)

// A process is a server that was started here and must not be left behind.
type process struct {
	command *exec.Cmd
	stderr  lastLine
	strict  bool // it must end with exit status 0

	ended chan struct{}
	err   error // how it ended
}

// startProcess starts command, and a goroutine that waits for its end. The standard
// output is discarded.
func startProcess(command *exec.Cmd) (*process, error) {
	p := &process{command: command, ended: make(chan struct{})}
	command.Env = slices.DeleteFunc(os.Environ(), isServerSetting)
	command.Stderr = &p.stderr
	command.WaitDelay = time.Second
	setProcessGroup(command)
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start it: %w", err)
	}
	go func() {
		defer close(p.ended)
		p.err = command.Wait()
	}()
	return p, nil
}

// isServerSetting reports whether an environment variable is a setting of this
// module's server.
func isServerSetting(variable string) bool { return strings.HasPrefix(variable, "NUMBERSERVER_") }

// waitForListener waits until a client can connect to addr. Otherwise it kills the
// process.
func (p *process) waitForListener(ctx context.Context, addr string, patience time.Duration) error {
	late := time.After(patience)
	for {
		if conn, err := net.Dial("tcp", addr); err == nil {
			return conn.Close()
		}
		select {
		case <-time.After(dialPeriod):
		case <-p.ended:
			return p.failure()
		case <-ctx.Done():
			p.kill()
			return context.Cause(ctx)
		case <-late:
			p.kill()
			return fmt.Errorf("it does not listen on %s after %v", addr, patience)
		}
	}
}

// waitForEnd waits until the process has ended by itself. Otherwise it kills it.
func (p *process) waitForEnd(patience time.Duration) error {
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.kill()
		return fmt.Errorf("it has not ended %v after it was asked to", patience)
	}
	if p.err != nil && p.strict {
		return p.failure()
	}
	return nil
}

// kill ends the process at once and waits for it.
func (p *process) kill() {
	_ = p.command.Cancel()
	<-p.ended
}

// failure says how the process, which must have ended, did so.
func (p *process) failure() error {
	how := "it ended by itself"
	if p.err != nil {
		how = "it ended with " + p.err.Error()
	}
	if last := p.stderr.String(); last != "" {
		how += " and said: " + last
	}
	return errors.New(how)
}

// cpu is the processor time of the process, which must have ended.
func (p *process) cpu() time.Duration {
	return p.command.ProcessState.UserTime() + p.command.ProcessState.SystemTime()
}

// A lastLine keeps the last line that was written to it.
type lastLine struct {
	mu   sync.Mutex
	text []byte // from the start of the last line
}

func (l *lastLine) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, text...)
	before := bytes.TrimRight(l.text, "\r\n")
	l.text = l.text[bytes.LastIndexByte(before, '\n')+1:]
	return len(text), nil
}

func (l *lastLine) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(bytes.TrimSpace(l.text))
}
