package app

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"
)

// Settings says how a server runs. Defaults returns the ones required.
type Settings struct {
	Addr        string        // TCP address to listen on, "host:port"; an empty host means all of them
	Log         string        // path of the file that takes the numbers
	Clients     int           // how many are served at once, at least 1; more wait
	ReportEvery time.Duration // time between two reports, more than 0
	IdleTimeout time.Duration // how long a client may be silent before it is disconnected; 0: for ever
	SyncEvery   time.Duration // time between two syncs of the log; 0: one sync, at the end
	Resume      bool          // go on with the log that is there instead of clearing it

	Reports  io.Writer        // takes the reports, a line each; nil: nobody
	Logger   *slog.Logger     // takes warnings; nil: nobody
	Progress func(read int64) // told how many bytes of the log are read back to resume; nil: nobody

	// Ticks, unless nil, replaces the clock: a report is due at each tick.
	Ticks <-chan time.Time
}

// Defaults returns settings as the requirements have them, without any output.
func Defaults() Settings {
	return Settings{
		Addr:        ":4000",
		Log:         "numbers.log",
		Clients:     5,
		ReportEvery: 10 * time.Second,
		SyncEvery:   time.Second,
	}
}

// withOutputs returns settings that have an output for everything.
func (s Settings) withOutputs() Settings {
	if s.Reports == nil {
		s.Reports = io.Discard
	}
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	return s
}

// Validate says what is wrong with the settings, if anything.
func (s Settings) Validate() error {
	if err := ValidateAddr(s.Addr); err != nil {
		return err
	}
	if s.Log == "" {
		return errors.New("the log needs a path")
	}
	if s.Clients < 1 {
		return fmt.Errorf("%d clients: at least 1 must be allowed", s.Clients)
	}
	if s.ReportEvery <= 0 {
		return fmt.Errorf("a report every %v: the period must be longer than 0", s.ReportEvery)
	}
	if s.IdleTimeout < 0 {
		return fmt.Errorf("an idle timeout of %v: it must not be less than 0", s.IdleTimeout)
	}
	if s.SyncEvery < 0 {
		return fmt.Errorf("a sync every %v: the period must not be less than 0", s.SyncEvery)
	}
	return nil
}

// ValidateAddr says what is wrong with addr as an address to listen on, if
// anything.
func ValidateAddr(addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("address %q: not a TCP address; write host:port or :port", addr)
	}
	if _, err := net.LookupPort("tcp", port); err != nil || port == "" {
		return fmt.Errorf("address %q: no such port: %q; write host:port or :port", addr, port)
	}
	return nil
}
