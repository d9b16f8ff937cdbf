package app

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"
)

// stages are the goroutines of a running server.
type stages struct {
	stop   func()          // stops the server because of a failure
	failed context.Context // done when a stage has panicked
	fail   func()
}

func newStages(stop context.CancelCauseFunc) *stages {
	failed, fail := context.WithCancel(context.Background())
	return &stages{stop: func() { stop(errFailed) }, failed: failed, fail: fail}
}

// start runs a stage in a goroutine; its error arrives when it has ended. A stage that
// panics stops the server, and its input, if it has one, is discarded until it is closed,
// so that no stage before it is blocked.
func (s *stages) start(input <-chan *batch, run func() error) (ended <-chan error) {
	result := make(chan error, 1)
	go func() {
		panicked, err := guard(run)
		if panicked {
			s.fail()
			s.stop()
			if input != nil {
				for range input {
				}
			}
		}
		result <- err
	}()
	return result
}

// repeat starts a stage that calls f at every tick, and once more when end is closed. The
// stage ends with the result of that call.
func (s *stages) repeat(ticks <-chan time.Time, end <-chan struct{}, f func() error) (ended <-chan error) {
	return s.start(nil, func() error {
		for {
			select {
			case <-ticks:
				_ = f() // what fails for good says so again at the end
			case <-end:
				return f()
			}
		}
	})
}

// guard runs f and turns a panic into an error that says where it was.
func guard(f func() error) (panicked bool, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			panicked, err = true, fmt.Errorf("the server has a bug, please report it: %v at %s", fault, panicLocation())
		}
	}()
	return false, f()
}

// panicLocation returns the function and line that panicked, in one line.
func panicLocation() string {
	frames := make([]uintptr, 16)
	callers := runtime.CallersFrames(frames[:runtime.Callers(3, frames)])
	for {
		frame, more := callers.Next()
		if !more || !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", frame.Function, frame.Line)
		}
	}
}
