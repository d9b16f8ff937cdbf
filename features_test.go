package main_test

import (
	"runtime"
	"testing"

	"github.com/cucumber/godog"

	"numberserver/steps"
)

// TestFeatures runs every scenario in features/ as a subtest.
func TestFeatures(t *testing.T) {
	suite := godog.TestSuite{
		ScenarioInitializer: InitializeScenario,
		Options: &godog.Options{
			Format:   "pretty",
			Paths:    []string{"features"},
			Strict:   true,
			TestingT: t,
			Tags:     tags(),
		},
	}
	if suite.Run() != 0 {
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
