// Command clusterdrift tells which nodes of a Windows failover cluster have
// drifted from what keeps a cluster talking. The files of this package wire the
// other packages together, one file for each command; they judge nothing.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// Once the first interruption is being dealt with, a second one ends the
	// program at once.
	context.AfterFunc(ctx, stop)
	code := run(ctx, os.Args[1:], newTerminal(ctx))
	stop()
	os.Exit(code)
}
