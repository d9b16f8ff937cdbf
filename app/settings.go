package app

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"
)

// Settings says how a server runs. The tags make its fields flags of the command line.
type Settings struct {
	Addr        string        `placeholder:"HOST:PORT" help:"TCP address to listen on; without a host, on all interfaces (default ${default})."`
	Log         string        `placeholder:"FILE" help:"File that the numbers are written to, cleared at the start (default ${default})."`
	Clients     int           `placeholder:"N" help:"Number of clients served at once; more wait in line (default ${default})."`
	ReportEvery time.Duration `placeholder:"TIME" help:"Time between reports, such as 10s or 1m30s (default ${default})."`
	IdleTimeout time.Duration `placeholder:"TIME" default:"0s" help:"Time after which a silent client is disconnected; 0 means never (default ${default})."`
	SyncEvery   time.Duration `placeholder:"TIME" help:"Time between syncs of the log to disk; 0 means only at the end. A loss of power loses what is not synced (default ${default})."`
	Resume      bool          `help:"Continue the existing log instead of clearing it; numbers in it are not written again."`

	Reports io.Writer    `kong:"-"` // takes the reports, one line each; nil discards them
	Logger  *slog.Logger `kong:"-"` // takes messages; nil discards them

	// Ticks, unless nil, replaces the clock: a report is due at each tick.
	Ticks <-chan time.Time `kong:"-"`
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
