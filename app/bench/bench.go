package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"numberserver/app/bench/load"
	"numberserver/app/bench/target"
)

const (
	// ownName is the name of this module, and of its server.
	ownName = "numberserver"
	// sinkName is the name of the sink in the results, and the argument with which
	// this program is the sink.
	sinkName = "sink"
)

// A program is a server to measure: its name in the results, and the shell command
// that starts it, see target.Start. Without a command it is running.
type program struct{ name, command string }

// A bench is a benchmark in progress.
type bench struct {
	settings *settings
	out, err io.Writer

	failed bool // a server failed, and its line is on stderr
}

// run measures one load after the other.
func (b *bench) run(ctx context.Context) error {
	built, err := os.MkdirTemp("", "numberserver-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(built)
	programs, err := b.findPrograms(ctx, built)
	if err != nil {
		return err
	}
	for _, kind := range b.settings.Loads {
		if err := b.measure(ctx, kind, programs); err != nil {
			return err
		}
	}
	if b.failed {
		return errors.New("not every server did well, see above")
	}
	return nil
}

// findPrograms returns what is measured, the sink first. If no server is named, it
// builds this module's server into a folder.
func (b *bench) findPrograms(ctx context.Context, folder string) ([]program, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	sink := program{sinkName, target.Quote(self) + " " + sinkName + " {addr}"}
	switch {
	case b.settings.Addr != "":
		return []program{sink, {name: b.settings.Addr}}, nil
	case len(b.settings.Servers) > 0:
		return append([]program{sink}, b.settings.Servers...), nil
	}
	output, err := exec.CommandContext(ctx, "go", "build", "-o", folder, ownName).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("build this module's server: %w: %s; run the benchmark in a folder of the module, or name a server with --server",
			err, strings.ReplaceAll(strings.TrimSpace(string(output)), "\n", "; "))
	}
	server := target.Quote(filepath.Join(folder, ownName))
	return []program{sink, {ownName, fmt.Sprintf("%s --addr {addr} --log {log} --clients %d", server, b.settings.Clients)}}, nil
}

// measure puts all programs under a load in turn, A B C A B C, so that whatever
// else happens on the machine happens to all of them. A server that fails is left out
// of further turns.
func (b *bench) measure(ctx context.Context, kind load.Kind, programs []program) error {
	lines := b.settings.lines(kind)
	bar := b.newBar(string(kind)+": preparing the lines", lines)
	l, err := load.Prepare(ctx, kind, lines, int(b.settings.Clients), b.settings.Seed)
	_ = bar.Clear()
	if err != nil {
		return err
	}
	r := &results{out: b.out, load: l, rates: make(map[string][]float64), shares: make(map[string][]float64)}
	if err := r.writeConfig(); err != nil {
		return err
	}
	totalBefore, othersBefore := processorTimes()
	for run := 1; run <= b.settings.runs() && len(programs) > 1; run++ {
		title := fmt.Sprintf("%s %d/%d", kind, run, b.settings.runs())
		if programs, err = b.takeTurn(ctx, r, programs, title); err != nil {
			return err
		}
	}
	for _, server := range programs[1:] {
		fmt.Fprintf(b.err, "%s: %s; %s.\n", kind, r.summary(server.name), b.settings.checked())
	}
	total, others := processorTimes()
	if share := (others - othersBefore) / (total - totalBefore); share > maxOthers && b.settings.Addr == "" {
		fmt.Fprintf(b.err, "bench: warning: %s: others used %.0f %% of the machine's processors; the figures mean little\n", kind, 100*share)
	}
	return nil
}

// takeTurn measures each program once and returns those that did well. The sink must.
func (b *bench) takeTurn(ctx context.Context, r *results, programs []program, title string) (well []program, err error) {
	for _, p := range programs {
		bar := b.newBar(title+" "+p.name, r.load.Lines)
		result, err := trial{b.settings, p, r.load, bar}.run(ctx)
		_ = bar.Clear()
		switch {
		case err == nil:
			if err := r.add(p.name, result); err != nil {
				return nil, err
			}
			well = append(well, p)
		case p.name == sinkName || ctx.Err() != nil:
			return nil, fmt.Errorf("%s: %w", p.name, err)
		default:
			b.failed = true
			fmt.Fprintf(b.err, "bench: %s: %s: %v\n", title, p.name, err)
		}
	}
	return well, nil
}

// newBar returns a line that shows how a run goes on a terminal, and nothing elsewhere.
func (b *bench) newBar(title string, lines int) *progressbar.ProgressBar {
	return progressbar.NewOptions(lines,
		progressbar.OptionSetWriter(b.err),
		progressbar.OptionSetVisibility(term.IsTerminal(int(os.Stderr.Fd()))),
		progressbar.OptionSetDescription(title),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("lines"),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetRenderBlankState(true),
	)
}
