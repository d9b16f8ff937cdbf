package grammar

import (
	"testing"

	"numberserver/app/internal/testkit"
)

func TestGrammar(t *testing.T) { testkit.Run(t, "Grammar") }
