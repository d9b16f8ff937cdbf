package steps

import "github.com/cucumber/godog"

// initializeDiskSteps registers nothing: the scenarios are marked @unix.
func initializeDiskSteps(*godog.ScenarioContext) {}
