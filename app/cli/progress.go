package cli

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/dustin/go-humanize"
)

// progressPeriod is the time between two messages of a long sending. The first ones
// come sooner.
const progressPeriod = 10 * time.Second

// A progress says now and then how much has been read of what is to be sent. What is
// read is written to it.
type progress struct {
	logger *slog.Logger
	size   int64 // bytes; less than 0 if that is not known
	start  time.Time

	read int64
	next time.Duration // after the start
}

func newProgress(size int64, logger *slog.Logger) *progress {
	return &progress{logger: logger, size: size, start: time.Now(), next: time.Second}
}

func (p *progress) Write(data []byte) (int, error) {
	p.read += int64(len(data))
	took := time.Since(p.start)
	if took >= p.next {
		p.next = took + min(took, progressPeriod)
		p.logger.Info(p.message(took))
	}
	return len(data), nil
}

func (p *progress) message(took time.Duration) string {
	if p.size < p.read {
		return fmt.Sprintf("sending: %s so far", humanize.Bytes(uint64(p.read)))
	}
	left := took.Seconds() * float64(p.size-p.read) / float64(p.read)
	return fmt.Sprintf("sending: %d %% of %s, %.0f s left", 100*p.read/p.size, humanize.Bytes(uint64(p.size)), left)
}
