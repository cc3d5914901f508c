package cli

import (
	"bytes"
	"context"
	"errors"
	"testing"
)

// Whatever a command was waiting for, and whatever became of it, the interruption
// decides how it ends.
func TestInterruptDecidesTheExit(t *testing.T) {
	for name, err := range map[string]error{
		"success": nil, "bad input": Usage("no such file", ""), "drift": &ExitError{1, "drift"}, "another error": errors.New("no space"),
	} {
		var printed bytes.Buffer
		ctx, interrupt := context.WithCancel(t.Context())
		interrupt()
		if code := Conclude(ctx, &printed, err); code != 130 || printed.String() != "clusterdrift: exit 130: interrupted\n" {
			t.Errorf("%s: exit %d, %s", name, code, printed.String())
		}
	}
}
