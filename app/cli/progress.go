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
	next   time.Duration // from the start to the next message

	read int64
}

func (p *progress) Write(data []byte) (int, error) {
	p.read += int64(len(data))
	took := time.Since(p.start)
	if took < p.next {
		return len(data), nil
	}
	p.next = took + min(took, progressPeriod)
	text := humanize.Bytes(uint64(p.read)) + " so far"
	if p.read <= p.size {
		left := took.Seconds() * float64(p.size-p.read) / float64(p.read)
		text = fmt.Sprintf("%d %% of %s, %.0f s left", 100*p.read/p.size, humanize.Bytes(uint64(p.size)), left)
	}
	p.logger.Info("sending: " + text)
	return len(data), nil
}
