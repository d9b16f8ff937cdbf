package load

import (
	"testing"

	"numberserver/app/internal/testkit"
)

func TestLoad(t *testing.T) { testkit.Run(t, "Load") }
