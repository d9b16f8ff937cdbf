package send

import (
	"context"
	"errors"
	"fmt"
)

// err says what went wrong, if anything, and how much was sent nevertheless.
func (o outcome) err(d *delivery) error {
	sent := count(d.numbers(), "number")
	switch {
	case errors.Is(o.undelivered, context.Canceled):
		return fmt.Errorf("interrupted: %s handed over to %s, which may have read fewer", sent, d.addr)
	case o.undelivered != nil:
		return o.undelivered
	case o.flawed != nil && d.numbers() == 0:
		return fmt.Errorf("%w; nothing was sent", o.flawed)
	case o.flawed != nil:
		return fmt.Errorf("%w; %s before it sent to %s, nothing after it", o.flawed, sent, d.addr)
	}
	return nil
}

// leftOut says what was not sent although nothing went wrong.
func (o outcome) leftOut() string {
	if o.skipped == 0 {
		return ""
	}
	return fmt.Sprintf(" Left out %s.", count(int64(o.skipped), "invalid line"))
}
