package app

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/onsi/gomega"

	"numberserver/app/grammar"
)

// stopping returns a server that is in a phase of a stop, with the numbers that it has
// accepted, and what it logs.
func stopping(t *testing.T, p phase, accepted uint64) (*Server, *strings.Builder) {
	log, err := openFile(filepath.Join(t.TempDir(), "numbers.log"))
	NewWithT(t).Expect(err).NotTo(HaveOccurred())
	t.Cleanup(func() { _ = log.Close() })
	said := new(strings.Builder)
	s := &Server{log: &logFile{file: log}, settings: Settings{Logger: slog.New(slog.NewTextHandler(said, nil))}}
	s.stats.accepted.Store(accepted)
	s.enter(p)
	return s, said
}

// In a synctest bubble time passes when all wait.

func TestStopIsGivenUpWithoutProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, start := NewWithT(t), time.Now()
		s, said := stopping(t, writing("numbers.log"), 3)
		err := s.awaitEnd(nil)
		g.Expect(time.Since(start)).To(Equal(5 * time.Second))
		g.Expect(err).To(MatchError(MatchRegexp("^gave up stopping after 5s without progress: still waiting for numbers to be written to .*numbers.log; " +
			"up to 3 accepted numbers are missing from the log$")))
		g.Expect(strings.Count(said.String(), "still stopping: waiting for numbers to be written to")).To(Equal(1))
	})
}

func TestStopGoesOnWithProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, start, ended := NewWithT(t), time.Now(), make(chan error, 1)
		s, _ := stopping(t, writing("numbers.log"), 10)
		go func() {
			for range 3 {
				time.Sleep(4 * time.Second) // a slow write
				s.stats.addWritten(Counts{Unique: 1}, 0)
				time.Sleep(4 * time.Second)
				s.stats.addSync(1, 0)
				time.Sleep(4 * time.Second)
				s.enter(syncing("numbers.log"))
			}
			ended <- nil
		}()
		g.Expect(s.awaitEnd(ended)).To(Succeed())
		g.Expect(time.Since(start)).To(Equal(36 * time.Second))
	})
}

func TestStopWaitsLongerForTheLastSync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, start := NewWithT(t), time.Now()
		s, _ := stopping(t, syncing("numbers.log"), 0)
		g.Expect(s.awaitEnd(nil)).To(MatchError("gave up stopping after 30s without progress: still waiting for the disk to sync numbers.log"))
		g.Expect(time.Since(start)).To(Equal(30 * time.Second))
	})
}

func TestStopDoesNotWaitLongForTheLastReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, start := NewWithT(t), time.Now()
		s, said := stopping(t, syncing("numbers.log"), 0)
		g.Expect(s.awaitLastReport(nil)).To(Succeed())
		g.Expect(time.Since(start)).To(Equal(time.Second))
		g.Expect(said.String()).To(ContainSubstring("the last report is not printed"))
	})
}

func TestFailedAcceptsAreTriedAgainUntilTheServerStops(t *testing.T) {
	listener, err := listenTCP(t.Context(), "127.0.0.1:0")
	NewWithT(t).Expect(err).NotTo(HaveOccurred())
	NewWithT(t).Expect(listener.Close()).To(Succeed()) // so that every accept fails
	synctest.Test(t, func(t *testing.T) {
		g, start, said := NewWithT(t), time.Now(), new(strings.Builder)
		ctx, stop := context.WithTimeout(t.Context(), 90*time.Second)
		defer stop()
		c := newClients(listener, Settings{Logger: slog.New(slog.NewTextHandler(said, nil))}, nil, nil)
		_, err := c.accept(ctx)
		g.Expect(err).To(MatchError(context.DeadlineExceeded))
		g.Expect(time.Since(start)).To(Equal(90 * time.Second))
		g.Expect(strings.Count(said.String(), "cannot accept a client, trying again")).To(Equal(2), "one a minute")
	})
}

func TestReportsAreDueEveryTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, start := NewWithT(t), time.Now()
		ticks := (&Server{settings: Defaults()}).reportTicks()
		for tick := range time.Duration(3) {
			<-ticks
			g.Expect(time.Since(start)).To(Equal((tick + 1) * 10 * time.Second))
		}
	})
}

// TestDefaults has the values of the requirements and of the pages.
func TestDefaults(t *testing.T) {
	NewWithT(t).Expect(Defaults()).To(Equal(Settings{
		Addr: ":4000", Log: "numbers.log", Clients: 5, ReportEvery: 10 * time.Second, SyncEvery: time.Second,
	}))
	NewWithT(t).Expect(grammar.Numbers).To(Equal(1_000_000_000))
}

func TestRepeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, calls, end := NewWithT(t), 0, make(chan struct{})
		ended := newStages(nil).repeat(time.Tick(time.Second), end, func() error {
			calls++
			return fmt.Errorf("call %d", calls)
		})
		time.Sleep(2500 * time.Millisecond)
		synctest.Wait()
		g.Expect(calls).To(Equal(2), "at every tick")
		close(end)
		g.Expect(<-ended).To(MatchError("call 3"), "once more at the end")
	})
}
