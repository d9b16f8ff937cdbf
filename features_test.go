package main_test

import (
	"flag"
	"runtime"
	"testing"

	"github.com/cucumber/godog"

	"numberserver/steps"
	"numberserver/steps/livingdoc"
)

// options can be changed by flags: go test . -godog.format=html:features.html
var options = godog.Options{
	Format: "pretty",
	Paths:  []string{"features"},
	Strict: true,
	Tags:   tags(),
}

func init() {
	godog.Format("html", livingdoc.Description, livingdoc.New)
	godog.BindFlags("godog.", flag.CommandLine, &options)
}

// TestFeatures runs every scenario in features/ as a subtest.
func TestFeatures(t *testing.T) {
	options.TestingT = t
	suite := godog.TestSuite{ScenarioInitializer: InitializeScenario, Options: &options}
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
