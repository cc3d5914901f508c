// Command clusterdrift reports which nodes of a Windows failover cluster have
// drifted from what keeps a cluster talking. The files of this package wire the
// other packages together: one for each verb, with what only that verb needs beside
// it. What verbs share is in the packages below internal. They judge nothing.
package main

import (
	"context"
	"os"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

func main() {
	ctx, stop := cli.UntilInterrupted(context.Background(), os.Stderr)
	t := term.New(ctx)
	t.Keyring = secrets.SystemKeyring(t.Env)
	code := run(ctx, os.Args[1:], t)
	stop()
	os.Exit(code)
}
