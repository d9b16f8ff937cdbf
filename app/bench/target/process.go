package target

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

const (
	// startPatience is how long a server may take until it listens.
	startPatience = 20 * time.Second
	// stopPatience is how long a server may take to end once it is asked to: it
	// may have to bring ten gigabytes to the disk.
	stopPatience = 2 * time.Minute
	// lastWords is how long a server that cuts clients off may take to end.
	lastWords = time.Second
)

// A process is a server that was started here and must not stay behind.
type process struct {
	command  *exec.Cmd
	messages *messages // what it says on its standard error
	ended    chan struct{}
	err      error // how it ended

	anyStatus bool // it may end with any exit status
}

// startProcess starts command, and a goroutine that waits for its end. What the
// process writes to its standard output is thrown away.
func startProcess(command *exec.Cmd) (*process, error) {
	p := &process{command: command, messages: newMessages(), ended: make(chan struct{})}
	command.Env = environment()
	command.Stderr = p.messages
	command.WaitDelay = time.Second
	dieTogether(command)
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start it: %w", err)
	}
	go func() {
		defer close(p.ended)
		p.err = command.Wait()
	}()
	return p, nil
}

// environment is the one of this program without the settings of a server.
func environment() []string {
	var kept []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "NUMBERSERVER_") {
			kept = append(kept, variable)
		}
	}
	return kept
}

// waitForAddr waits until the process says where it listens.
func (p *process) waitForAddr(ctx context.Context) (string, error) {
	select {
	case addr := <-p.messages.addr:
		return addr, nil
	case <-p.ended:
		return "", p.failure()
	case <-ctx.Done():
		p.kill()
		return "", context.Cause(ctx)
	case <-time.After(startPatience):
		p.kill()
		return "", fmt.Errorf("it does not listen within %v", startPatience)
	}
}

// waitForEnd waits until the process has ended by itself.
func (p *process) waitForEnd() error {
	select {
	case <-p.ended:
	case <-time.After(stopPatience):
		p.kill()
		return fmt.Errorf("it does not end within %v of being asked to", stopPatience)
	}
	if p.err != nil && !p.anyStatus {
		return p.failure()
	}
	return nil
}

// kill ends the process at once and waits for it.
func (p *process) kill() {
	_ = p.command.Cancel()
	<-p.ended
}

// failure says how the process ended, which it must have.
func (p *process) failure() error {
	how := "it ended by itself"
	if p.err != nil {
		how = "it ended with " + p.err.Error()
	}
	if last := p.messages.last(); last != "" {
		how += " and said: " + last
	}
	return errors.New(how)
}

// cpu is the time that processors have spent on the process, which has ended.
func (p *process) cpu() time.Duration {
	return p.command.ProcessState.UserTime() + p.command.ProcessState.SystemTime()
}
