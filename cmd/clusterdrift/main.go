// Command clusterdrift tells which nodes of a Windows failover cluster have
// drifted from what keeps a cluster talking. The files of this package wire the
// other packages together, one file for each command; they judge nothing.
package main

import (
	"context"
	"os"
)

func main() {
	ctx, stop := untilInterrupted(context.Background(), os.Stderr)
	t := newTerminal(ctx)
	t.keyring = systemKeyring(t.env)
	code := run(ctx, os.Args[1:], t)
	stop()
	os.Exit(code)
}
