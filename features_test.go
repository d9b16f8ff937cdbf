package main_test

import (
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
		},
	}
	if suite.Run() != 0 {
		t.Fatal("some scenarios fail")
	}
}

// InitializeScenario is what `godog run features/` looks for.
func InitializeScenario(scenario *godog.ScenarioContext) {
	steps.InitializeScenario(scenario)
}
