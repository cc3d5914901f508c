package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// The first signal cancels the context of the command, whatever it is doing: the
// command closes what is open on nodes, writes what it has, removes half-written
// files and ends. Calls that take no context, such as a read from standard input,
// are abandoned. A second signal ends the process at once, and so does a command
// that has not returned after giveUpAfter.
const (
	// giveUpAfter is how long an interrupted command may take to end. Opening a
	// shell and deleting it may take five seconds each, and grace follows.
	giveUpAfter = 15 * time.Second
	// grace is the time for a report on what was read until the interruption.
	grace = 4 * time.Second
	// hangUpEcho is how long further hang-ups count as the first one. When a
	// terminal is closed, both its shell and the system send one, and a service
	// manager sends one along with its SIGTERM.
	hangUpEcho = time.Second
)

// UntilInterrupted returns a context that ends with the first signal, and a function
// to call when the command has ended. A command that has not ended giveUpAfter the
// signal is ended, which a line on stderr says.
func UntilInterrupted(parent context.Context, stderr io.Writer) (context.Context, context.CancelFunc) {
	hangUps := hangUpSignals()
	ctx, stop := signal.NotifyContext(parent, append(hangUps, os.Interrupt, syscall.SIGTERM)...)
	context.AfterFunc(ctx, func() {
		if len(hangUps) > 0 { // Notify would take none for all
			echo := make(chan os.Signal, 1)
			signal.Notify(echo, hangUps...)
			time.AfterFunc(hangUpEcho, func() { signal.Stop(echo) })
		}
		stop() // what is left to a signal is what the system does by itself
	})
	giveUp(ctx, giveUpAfter, func() { endInterrupted(stderr) })
	return ctx, stop
}

// giveUp calls end when so much time has passed since the end of ctx.
func giveUp(ctx context.Context, after time.Duration, end func()) {
	context.AfterFunc(ctx, func() { time.AfterFunc(after, end) })
}

// endInterrupted ends the process although the command has not. It does not wait
// for standard error: the command may wait for that very thing.
func endInterrupted(stderr io.Writer) {
	said := make(chan struct{})
	go func() {
		defer close(said)
		fmt.Fprintf(stderr, "clusterdrift: exit %d: interrupted; the command did not stop within %s\n", exitInterrupted, giveUpAfter)
	}()
	select {
	case <-said:
	case <-time.After(time.Second):
	}
	os.Exit(exitInterrupted)
}
