package main

import (
	"os"
	"testing"

	. "github.com/onsi/ginkgo/v2"

	_ "numberserver/app/cli" // a change of the program makes cached results invalid
	"numberserver/app/internal/testkit"
)

// asProgram is the variable that makes the program of these specs the benchmark, which
// is also the sink.
const asProgram = "BENCH_SPECS_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	os.Setenv(asProgram, "1")
	os.Setenv("GORACE", "atexit_sleep_ms=0") // a sink ends at once under the race detector
	os.Exit(m.Run())
}

func TestBench(t *testing.T) { testkit.Run(t, "Bench") }

var _ = BeforeSuite(func() { testkit.Program() }) // before specs leave the module
