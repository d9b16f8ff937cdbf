package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"numberserver/app/bench/load"
	"numberserver/app/bench/target"
	"numberserver/app/grammar"
)

// lonePause is the time before each lone line, in which the server becomes idle.
const lonePause = 500 * time.Microsecond

// A loneRun is the part of a trial that measures lone lines, after the load: each is
// sent when the one before it is in the log.
type loneRun struct {
	trial
	server  *target.Server
	logSize int64 // size of the log in the end

	conn      *net.TCPConn
	log       *os.File
	latencies *hdrhistogram.Histogram
}

// newLatencies returns an empty histogram of nanoseconds.
func newLatencies() *hdrhistogram.Histogram { return hdrhistogram.New(1, int64(time.Minute), 3) }

// loneLogSize is what the lone lines of a load add to a log.
func loneLogSize(l *load.Load) int64 {
	size := int64(0)
	stream := l.LoneStream()
	for line := stream.Next(); len(line) > 0; line = stream.Next() {
		size += loggedSize(line)
	}
	return size
}

// loggedSize is the size of a line in the log, without leading zeros.
func loggedSize(line []byte) int64 {
	digits := bytes.TrimLeft(line[:grammar.Digits], "0")
	return int64(max(1, len(digits)) + len(grammar.Newline))
}

// run sends the lone lines and waits until they are in the log. It returns their
// latencies, or nil if it is not to measure them, or if the server holds lines back.
func (r *loneRun) run(ctx context.Context, measure bool) (*hdrhistogram.Histogram, error) {
	if r.load.Lone == 0 || r.server.Log == "" {
		return nil, nil
	}
	conn, err := net.Dial("tcp", r.server.Addr)
	if err != nil {
		return nil, r.server.Explain(err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	r.conn, r.latencies = conn.(*net.TCPConn), newLatencies()
	stream := r.load.LoneStream()
	if measure {
		if measure, err = r.measureAll(stream); err != nil {
			return nil, r.server.Explain(err)
		}
	}
	if measure {
		return r.latencies, nil
	}
	return nil, r.sendRest(ctx, stream)
}

// measureAll measures one line after the other. It reports whether all were in the log
// in time.
func (r *loneRun) measureAll(stream *load.Stream) (inTime bool, err error) {
	if r.log, err = os.Open(r.server.Log); err != nil {
		return false, err
	}
	defer r.log.Close()
	size, err := r.log.Seek(0, io.SeekEnd)
	for line := stream.Next(); err == nil && len(line) > 0; line = stream.Next() {
		size += loggedSize(line)
		if inTime, err = r.measure(line, size); err != nil || !inTime {
			return false, err
		}
	}
	return true, err
}

// measure sends a line, which makes a log of that size. It polls the log without a
// pause, for which the system has no substitute: this takes a processor, and a line is
// seen one poll late at most, which is less than a microsecond.
func (r *loneRun) measure(line []byte, size int64) (inTime bool, err error) {
	time.Sleep(lonePause)
	start := time.Now()
	if _, err := r.conn.Write(line); err != nil {
		return false, err
	}
	for {
		logged, err := r.log.Seek(0, io.SeekEnd)
		took := time.Since(start)
		switch {
		case err != nil:
			return false, err
		case logged >= size:
			return true, r.latencies.RecordValue(took.Nanoseconds())
		case took > r.maxQuiet():
			return false, nil
		}
	}
}

// sendRest sends what is left of the lines, and waits until the server has read it.
func (r *loneRun) sendRest(ctx context.Context, stream *load.Stream) error {
	for line := stream.Next(); len(line) > 0; line = stream.Next() {
		if _, err := r.conn.Write(line); err != nil {
			return r.server.Explain(err)
		}
	}
	if err := r.conn.CloseWrite(); err != nil {
		return r.server.Explain(err)
	}
	r.waitForLog(ctx, r.server.Log, r.logSize)
	return nil
}
