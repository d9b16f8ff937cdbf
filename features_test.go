package main_test

import (
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/cucumber/godog"

	"numberserver/steps"
	"numberserver/steps/livingdoc"
)

// options can be changed by flags: go test . -godog.format=progress
var options = godog.Options{
	Format: "pretty",
	Paths:  []string{"features"},
	Strict: true,
	Tags:   tags(),
}

func init() { godog.BindFlags("godog.", flag.CommandLine, &options) }

// TestFeatures runs every scenario in features/ as a subtest. If FEATURES_PAGE is the
// name of a file, it writes the features and their results to it, as HTML.
func TestFeatures(t *testing.T) {
	results := filepath.Join(t.TempDir(), "results.json")
	run := options
	run.TestingT = t
	run.Format += ",cucumber:" + results
	suite := godog.TestSuite{ScenarioInitializer: InitializeScenario, Options: &run}
	status := suite.Run()
	if page := os.Getenv("FEATURES_PAGE"); page != "" {
		sources := livingdoc.Sources{Features: "features", Requirements: "ASSUMPTIONS.md", Results: results}
		if err := livingdoc.Write(page, sources); err != nil {
			t.Error(err)
		}
	}
	if status != 0 {
		t.Fatal("some scenarios fail")
	}
}

// tags leaves out what this system does not have.
func tags() string {
	if runtime.GOOS == "windows" {
		return "~@unix"
	}
	return ""
}

// InitializeScenario is what `godog run features/` looks for.
func InitializeScenario(scenario *godog.ScenarioContext) {
	steps.InitializeScenario(scenario)
}
