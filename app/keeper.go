package app

import (
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"
)

// checkEvery is how often the keeper looks whether the log is still in its place.
const checkEvery = time.Second

// A keeper looks after the log beside the writer, which never waits for it: it
// makes durable what is written, and says so when somebody takes the log away.
type keeper struct {
	log    logFile
	stats  *stats
	logger *slog.Logger
	// stop ends the server when the log cannot be made durable.
	stop func()

	synced uint64 // unique numbers that were in the log at the last sync
	err    error  // the sync that failed. It is never tried again: the system reports a failure once
	warned bool   // that the log is not what it was; said once
}

// run syncs at every tick of syncs, and checks at every tick of checks, until
// done is closed.
func (k *keeper) run(syncs, checks <-chan time.Time, done <-chan struct{}) {
	for {
		select {
		case <-syncs:
			k.sync()
		case <-checks:
			k.check()
		case <-done:
			return
		}
	}
}

// finish makes durable what run has not. It returns the sync that failed, if
// any: then the log is written, but may not survive a loss of power.
func (k *keeper) finish() error {
	k.sync()
	if k.err != nil {
		return fmt.Errorf("the log is not durable: %w", k.err)
	}
	return nil
}

// sync makes the log durable, unless it is.
func (k *keeper) sync() {
	unique := k.stats.read().Unique
	if k.err != nil || unique == k.synced {
		return
	}
	start := time.Now()
	if k.err = k.log.Sync(); k.err != nil {
		k.stop()
		return
	}
	k.synced = unique
	k.stats.synced(time.Since(start))
}

// check warns, once, when the log is not the file that it was.
func (k *keeper) check() {
	if k.warned {
		return
	}
	unique := k.stats.read().Unique
	opened, err := k.log.Stat()
	if err != nil {
		return // whatever it is, the next write tells
	}
	found, err := os.Stat(k.log.Name())
	if reason := difference(opened, found, err, unique); reason != "" {
		k.warned = true
		k.logger.Warn("the log "+reason+"; numbers go on into the file that was opened", "log", k.log.Name())
	}
}

// difference says what became of the file that was opened for the log, going by
// what is found in its place and by the numbers that must be in it.
func difference(opened, found fs.FileInfo, err error, unique uint64) string {
	const shortestLine = 2
	switch {
	case err != nil:
		return "was deleted or moved"
	case !os.SameFile(opened, found):
		return "was replaced by another file"
	case uint64(opened.Size()) < unique*shortestLine:
		return "was shortened"
	}
	return ""
}

// keep starts the keeper. The function it returns waits for it, syncs what is
// left and returns what failed.
func (s *Server) keep(stop func()) (finish func() error) {
	keeper := &keeper{log: s.log, stats: &s.stats, logger: s.settings.Logger, stop: stop}
	syncs, stopSyncs := ticks(s.settings.SyncEvery)
	checks, stopChecks := ticks(checkEvery)
	done := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		defer stopSyncs()
		defer stopChecks()
		keeper.run(syncs, checks, done)
	})
	return func() error {
		close(done)
		running.Wait()
		return keeper.finish()
	}
}
