package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"numberserver/app/bench/load"
	"numberserver/app/bench/target"
)

// ownName is the name of this module, and of its server.
const ownName = "numberserver"

// A bench is a benchmark in progress.
type bench struct {
	*settings
	streams
	programs []target.Program // the sink first
	live     *live
	report   report
}

func newBench(s *settings, std streams) *bench {
	return &bench{settings: s, streams: std, live: newLive(std.err)}
}

// run measures one load after the other.
func (b *bench) run(ctx context.Context) error {
	disk, err := diskOf(b.folder())
	if err != nil {
		return fmt.Errorf("log folder: %w", err)
	}
	outputs, err := b.createOutputs()
	if err != nil {
		return err
	}
	defer outputs.close()
	built, err := os.MkdirTemp("", "numberserver-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(built)
	if b.programs, err = b.findPrograms(ctx, built); err != nil {
		return err
	}
	b.report.System = fmt.Sprintf("%s/%s, processors: %d, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	b.report.Logs = fmt.Sprintf("%s (%s)", b.folder(), disk.kind)
	if b.Addr != "" && b.Log == "" {
		b.report.unchecked = b.Addr
	}
	return errors.Join(b.measureAll(ctx, disk), outputs.write(&b.report))
}

// findPrograms returns what is measured. If no server is named, it builds this
// module's server into a folder.
func (b *bench) findPrograms(ctx context.Context, folder string) ([]target.Program, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	programs := []target.Program{target.Sink{Program: self}}
	if b.Addr != "" {
		return append(programs, target.Running{Addr: b.Addr, Log: b.Log}), nil
	}
	for _, server := range b.Servers {
		programs = append(programs, target.Command{Label: server.name, Line: server.command})
	}
	if len(b.Servers) > 0 {
		return programs, nil
	}
	server, err := buildServer(ctx, folder)
	if err != nil {
		return nil, err
	}
	line := fmt.Sprintf("%s --addr {addr} --log {log} --clients %d", target.Quote(server), b.Clients)
	return append(programs, target.Command{Label: ownName, Line: line, Strict: true}), nil
}

// buildServer builds this module's server into folder and returns its path.
func buildServer(ctx context.Context, folder string) (string, error) {
	output, err := exec.CommandContext(ctx, "go", "build", "-o", folder+string(filepath.Separator), ownName).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build this module's server: %w: %s; run the benchmark in a folder of the module, or name a server with --server",
			err, strings.TrimSpace(string(output)))
	}
	return filepath.Join(folder, ownName), nil
}

// measureAll measures all loads and prints the results.
func (b *bench) measureAll(ctx context.Context, disk disk) error {
	if err := b.report.begin(b.out); err != nil {
		return err
	}
	for _, kind := range b.Loads {
		if err := b.measure(ctx, kind, disk); err != nil {
			return err
		}
	}
	return b.report.end(b.out, b.Markdown)
}

// measure puts all programs under a load in turn, A B C A B C, so that whatever
// else happens on the machine happens to all of them.
func (b *bench) measure(ctx context.Context, kind load.Kind, disk disk) error {
	b.live.say(string(kind) + ": preparing the lines")
	l := load.Prepare(kind, b.lines(kind), b.Clients, b.Seed)
	sent, err := l.Numbers(ctx)
	if err != nil {
		return err
	}
	if err := disk.hold(sent.LogSize(), b.folder()); err != nil {
		return err
	}
	results, before := b.newLoadResult(l), processorsNow()
	for run := range b.runs() {
		for i, program := range b.programs {
			t := trial{
				program: program, load: l, sent: sent, folder: b.folder(),
				patience: b.Patience, watch: b.live.watch, say: b.live.say,
			}
			result, err := b.try(ctx, t, fmt.Sprintf("%s %d/%d %-14s", kind, run+1, b.runs(), program.Name()))
			if err != nil {
				return err
			}
			results.Series[i].Runs = append(results.Series[i].Runs, result)
		}
	}
	results.summarize()
	b.report.Loads = append(b.report.Loads, results)
	b.warnIfBusy(results, before)
	return results.write(b.out, b.Markdown)
}

// warnIfBusy warns if the machine was too busy during a load.
func (b *bench) warnIfBusy(l *loadResult, before processors) {
	used := processorsNow().since(before)
	if b.Addr != "" {
		used.busy = 0 // it includes the server's, which is unknown
	}
	for _, s := range l.Series {
		for _, run := range s.Runs {
			used.own += run.usage.CPU
		}
	}
	if reason := busyReason(l.Series[0].Rate, used); reason != "" {
		fmt.Fprintf(b.err, "bench: warning: %s: %s; the figures mean little\n", l.Kind, reason)
	}
}

func (b *bench) newLoadResult(l *load.Load) *loadResult {
	results := &loadResult{Kind: string(l.Kind), Lines: l.Lines, Bytes: l.Bytes(), Clients: l.Clients, Seed: b.Seed}
	for _, program := range b.programs {
		results.Series = append(results.Series, &series{Program: program.Name()})
	}
	return results
}

// try runs a trial and shows it.
func (b *bench) try(ctx context.Context, t trial, title string) (*result, error) {
	b.live.begin(title, t.load.Lines)
	result, err := t.run(ctx)
	if err != nil {
		b.live.abort()
		return nil, err
	}
	b.live.end(result)
	return result, nil
}
