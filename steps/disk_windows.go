package steps

import "github.com/cucumber/godog"

// initializeDiskSteps has nothing to offer: the scenarios are marked @unix.
func initializeDiskSteps(*godog.ScenarioContext) {}
