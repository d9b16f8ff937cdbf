package send

import (
	"context"
	"fmt"
	"io"
)

// printTo returns a sink that shows what would be sent.
func printTo(out io.Writer) sink {
	return func(ctx context.Context, ready <-chan *piece) error {
		for p := range ready {
			if _, err := out.Write(p.lines); err != nil {
				return fmt.Errorf("cannot print the numbers: %w", cause(err))
			}
			p.free()
		}
		return ctx.Err()
	}
}
