package app

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"
)

// Settings says how a server runs.
type Settings struct {
	Addr        string        // TCP address to listen on, "host:port"; an empty host means all interfaces
	Log         string        // path of the log
	Clients     int           // how many are served at once, at least 1; more wait
	ReportEvery time.Duration // time between two reports, more than 0
	IdleTimeout time.Duration // how long a client may send nothing before it is disconnected; 0: for ever
	SyncEvery   time.Duration // time between two syncs of the log; 0: one sync, at the end
	Resume      bool          // resume the log instead of clearing it

	Reports io.Writer    // takes the reports, one line each; nil discards them
	Logger  *slog.Logger // takes messages; nil discards them

	// Ticks, unless nil, replaces the clock: a report is due at each tick.
	Ticks <-chan time.Time
}

// Defaults returns the settings that the requirements ask for, without outputs.
func Defaults() Settings {
	return Settings{
		Addr:        ":4000",
		Log:         "numbers.log",
		Clients:     5,
		ReportEvery: 10 * time.Second,
		SyncEvery:   time.Second,
	}
}

// Validate returns an error if a setting is not valid.
func (s Settings) Validate() error {
	switch {
	case s.Log == "":
		return errors.New("the log needs a path")
	case s.Clients < 1:
		return fmt.Errorf("%d clients: at least 1 must be allowed", s.Clients)
	case s.ReportEvery <= 0:
		return fmt.Errorf("a report every %v: the period must be longer than 0", s.ReportEvery)
	case s.IdleTimeout < 0:
		return fmt.Errorf("an idle timeout of %v: it must not be less than 0", s.IdleTimeout)
	case s.SyncEvery < 0:
		return fmt.Errorf("a sync every %v: the period must not be less than 0", s.SyncEvery)
	}
	return ValidateAddr(s.Addr)
}

// ValidateAddr returns an error if addr is not an address to listen on.
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
