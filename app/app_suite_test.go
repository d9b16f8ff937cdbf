package app

import (
	"testing"

	"numberserver/app/internal/testkit"
)

func TestApp(t *testing.T) { testkit.Run(t, "App") }
