package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"numberserver/app"
	"numberserver/app/bench/check"
	"numberserver/app/bench/load"
	"numberserver/app/bench/report"
	"numberserver/app/bench/target"
	"numberserver/app/bench/trial"
	"numberserver/app/stdio"
)

// A bench is a benchmark under way.
type bench struct {
	*Command
	programs []target.Program
	live     *report.Live
	report   report.Report
	streams  stdio.Streams
}

// Run measures until all is measured, or until a signal.
func (c *Command) Run(streams stdio.Streams) error {
	// Without this, whoever stops reading the results leaves a server behind.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), app.StopSignals...)
	defer stop()
	binary, err := os.Executable()
	if err != nil {
		return err
	}
	b := &bench{
		Command:  c,
		programs: c.programs(binary),
		live:     report.NewLive(streams.Err, stdio.IsTerminal(streams.Err)),
		streams:  streams,
	}
	return b.run(ctx)
}

// programs are what is measured, the sink first.
func (c *Command) programs(binary string) []target.Program {
	sink := target.Sink{Binary: binary}
	if c.Addr != "" {
		return []target.Program{sink, target.Running{Addr: c.Addr, Log: c.Log}}
	}
	own := target.Own{Binary: binary, Clients: c.Clients}
	if c.Exec != "" {
		return []target.Program{sink, own, target.Foreign{Command: c.Exec}}
	}
	return []target.Program{sink, own}
}

// run measures one load after the other.
func (b *bench) run(ctx context.Context) error {
	disk, err := diskOf(b.folder())
	if err != nil {
		return fmt.Errorf("log folder: %w", err)
	}
	files, err := b.createFiles()
	if err != nil {
		return err
	}
	defer files.close()
	b.report.System = fmt.Sprintf("%s/%s, processors: %d, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	b.report.Logs = fmt.Sprintf("%s (%s)", b.folder(), disk.kind)
	if b.Addr != "" && b.Log == "" {
		b.report.Unchecked = b.Addr
	}
	if err := b.report.Begin(b.streams.Out); err != nil {
		return err
	}
	for _, kind := range b.Loads {
		if err := b.measure(ctx, kind, disk); err != nil {
			return err
		}
	}
	return errors.Join(b.report.End(b.streams.Out), files.write(&b.report))
}

// measure puts every program under the load, in turn, as often as wanted: what
// else happens on the machine then happens to all of them alike.
func (b *bench) measure(ctx context.Context, kind load.Kind, disk disk) error {
	b.live.Say(string(kind) + ": preparing the lines")
	l := load.Prepare(kind, b.lines(kind), b.Clients, b.Seed)
	sent, err := numbersOf(ctx, l)
	if err != nil {
		return err
	}
	if err := disk.hold(sent.LogSize(), b.folder()); err != nil {
		return err
	}
	trials, results := b.trials(l, sent)
	for run := range b.runs() {
		for i, t := range trials {
			result, err := b.try(ctx, t, fmt.Sprintf("%s %d/%d %-14s", kind, run+1, b.runs(), t.Program.Name()))
			if err != nil {
				return err
			}
			results.Series[i].Runs = append(results.Series[i].Runs, result)
		}
	}
	b.report.Loads = append(b.report.Loads, results)
	return results.Table(b.streams.Out)
}

// trials returns what is tried with every program, and what takes the results.
func (b *bench) trials(l *load.Load, sent *check.Set) ([]trial.Trial, *report.Load) {
	results := &report.Load{
		Kind: string(l.Kind), Lines: l.Lines, Bytes: l.Bytes(), Clients: l.Clients, Seed: b.Seed,
	}
	var trials []trial.Trial
	for _, program := range b.programs {
		trials = append(trials, trial.Trial{
			Program: program, Load: l, Sent: sent,
			Folder: b.folder(), Patience: b.Patience, Watch: b.live.Watch, Say: b.live.Say,
		})
		results.Series = append(results.Series, &report.Series{Program: program.Name()})
	}
	return trials, results
}

// try runs a trial and shows it.
func (b *bench) try(ctx context.Context, t trial.Trial, title string) (*trial.Result, error) {
	b.live.Begin(title, t.Load.Lines)
	result, err := t.Run(ctx)
	if err != nil {
		b.live.Break()
		return nil, err
	}
	b.live.End(result)
	return result, nil
}
