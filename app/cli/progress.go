package cli

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"numberserver/app/send"
)

// A progress prints messages while a command runs, and draws a bar below them.
type progress struct {
	out io.Writer

	mu  sync.Mutex // several goroutines draw and print
	bar *progressbar.ProgressBar
}

// showBar draws a bar from now on, for size bytes.
func (p *progress) showBar(size int64) {
	if size == 0 {
		return // there is nothing to read, and the bar refuses it
	}
	p.bar = progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(p.out),
		progressbar.OptionSetDescription("Sending"),
		progressbar.OptionShowBytes(true),
		progressbar.OptionShowTotalBytes(size != send.UnknownSize),
		progressbar.OptionShowCount(),
		progressbar.OptionFullWidth(),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSpinnerType(14),
		progressbar.OptionSetSpinnerChangeInterval(0),
	)
}

// read draws that so many bytes are read. With 0 the bar starts again.
func (p *progress) read(bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.bar == nil:
	case bytes == 0:
		p.bar.Reset()
	default:
		_ = p.bar.Set64(bytes)
	}
}

// say prints a message on a line of its own.
func (p *progress) say(message string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wipe()
	fmt.Fprintf(p.out, "numberserver: %s\n", message)
}

// end removes the bar.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wipe()
	p.bar = nil
}

// wipe removes the bar until it is drawn again.
func (p *progress) wipe() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}
