package cli

import (
	"context"

	"github.com/spf13/cobra"
)

// Await runs a function that takes no context. When ctx ends first, Await
// returns its error and abandons the function: the outcome is dropped, and the
// goroutine ends with the process at the latest.
func Await[T any](ctx context.Context, do func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	var nothing T
	if ctx.Err() != nil {
		return nothing, ctx.Err()
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := do()
		done <- outcome{value, err}
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		return nothing, ctx.Err()
	}
}

// AwaitEnd is Await for a function without a result.
func AwaitEnd(ctx context.Context, do func() error) error {
	_, err := Await(ctx, func() (struct{}, error) { return struct{}{}, do() })
	return err
}

// Abandonable wraps a command that only reads files and prints. It can be abandoned
// at any point because it has nothing to clean up.
func Abandonable(run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		return AwaitEnd(c.Context(), func() error { return run(c, args) })
	}
}

// WithGrace returns the context for what a command writes at its end. A command that
// was interrupted before has little time for it; one that was not can still be.
func WithGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	if ctx.Err() == nil {
		return ctx, func() {}
	}
	return context.WithTimeout(context.WithoutCancel(ctx), grace)
}
