package steps

import "github.com/cucumber/godog"

// registerDiskSteps registers nothing: the scenarios are marked @unix.
func (*world) registerDiskSteps(*godog.ScenarioContext) {}
