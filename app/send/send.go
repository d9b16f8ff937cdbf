// Package send is the other end of the number server: it takes numbers as people
// have them, on the command line, in files, from pipes, and brings them to a server.
//
//	                        ┌─► checker ─┐
//	sources ──► cutter ─────┼─► checker ─┼─────► collector ──► connection ──► server
//	              │  pieces └─► checker ─┘ done    ▲    ready
//	              └────────────────────────────────┘
//	                      pieces, in order
//
// A piece is some whole lines. Checkers work side by side, yet the collector takes
// the pieces in the order of the cutter and waits for each to be checked: what it
// passes on is the same for any number of checkers, and ends at the first bad line.
package send

import (
	"context"
	"sync"

	"numberserver/app/send/table"
)

// A sink takes pieces until there are no more, and frees them.
type sink func(ctx context.Context, ready <-chan *piece) error

// A job is one way of all sources to a sink.
type job struct {
	sources  []*source
	query    *table.Query // nil for sources of plain lines
	rule     rule
	workers  int
	deliver  sink
	progress *progress
}

// An outcome is what became of a job.
type outcome struct {
	skipped     int   // lines left out
	flawed      error // why the sources were not read to the end
	undelivered error // why it is unknown what the server read
}

// run does the job. When the delivery fails, nothing waits for the cutter:
// nobody can interrupt a read of standard input.
func (j *job) run(ctx context.Context) outcome {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	unchecked, ordered := make(chan *piece, j.workers), make(chan *piece, 2*j.workers)
	ready := make(chan *piece)
	collector := &collector{ordered: ordered, ready: ready}
	var result outcome

	go (&cutter{j.query, unchecked, ordered, j.progress}).run(ctx, j.sources)
	for range j.workers {
		go check(unchecked, j.rule)
	}
	var delivery sync.WaitGroup
	delivery.Go(func() {
		defer stop()
		result.undelivered = j.deliver(ctx, ready)
	})
	result.flawed = collector.run(ctx)
	delivery.Wait()
	result.skipped = collector.skipped
	return result
}
