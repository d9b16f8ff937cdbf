package monitor_test

import (
	"testing"

	_ "numberserver/app/cli" // a change of the program makes cached results invalid
	"numberserver/app/internal/testkit"
)

func TestMonitor(t *testing.T) { testkit.Run(t, "The monitor") }
