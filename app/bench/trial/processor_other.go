//go:build !unix

package trial

import "time"

// processorTime is not known.
func processorTime() time.Duration { return 0 }
