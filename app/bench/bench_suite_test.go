package main

import (
	"os"
	"path/filepath"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// asProgram is the variable that makes the program of these specs the benchmark:
// the sink is a process of the same program.
const asProgram = "BENCH_SPECS_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Setenv(asProgram, "1")
	os.Setenv("GORACE", "atexit_sleep_ms=0") // a sink ends at once under the race detector
	os.Exit(m.Run())
}

func TestBench(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Bench")
}

// server is the command of this module's server, built for these specs.
var server string

var _ = BeforeSuite(func(ctx SpecContext) {
	folder, err := os.MkdirTemp("", "bench-specs-")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(os.RemoveAll, folder)
	server, err = buildServer(ctx, filepath.Clean(folder))
	Expect(err).NotTo(HaveOccurred())
})
