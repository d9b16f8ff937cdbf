package target

import (
	"testing"

	"numberserver/app/internal/testkit"
)

func TestTarget(t *testing.T) { testkit.Run(t, "Target") }
