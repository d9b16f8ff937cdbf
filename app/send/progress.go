package send

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// A progress tells the user meanwhile: on a terminal with a bar, everywhere else
// with whole lines only, and those only when something has to be said.
type progress struct {
	out io.Writer

	mu  sync.Mutex // the bar is drawn and wiped away by different goroutines
	bar *progressbar.ProgressBar
}

// showBar draws a bar from now on, for sources of that size.
func (p *progress) showBar(size int64) {
	if size == 0 {
		return
	}
	p.bar = progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(p.out),
		progressbar.OptionSetDescription("Sending"),
		progressbar.OptionShowBytes(true),
		progressbar.OptionShowTotalBytes(size > 0),
		progressbar.OptionShowCount(),
		progressbar.OptionFullWidth(),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSpinnerType(14),
		progressbar.OptionSetSpinnerChangeInterval(0),
	)
}

// read draws that so many more bytes are read.
func (p *progress) read(bytes int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Add(bytes)
	}
}

// restart draws the bar from its start again.
func (p *progress) restart() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.bar.Reset()
	}
}

// say prints a line of its own.
func (p *progress) say(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wipe()
	fmt.Fprintf(p.out, "numberserver: "+format+"\n", args...)
}

// end leaves nothing of the bar on the terminal.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wipe()
	p.bar = nil
}

func (p *progress) wipe() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

// A countingReader draws what is read from a source.
type countingReader struct {
	io.Reader
	progress *progress
}

func (r countingReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	r.progress.read(n)
	return n, err
}
