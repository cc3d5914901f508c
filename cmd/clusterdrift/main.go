package main

import (
	"context"
	"os"
	"time"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/profile"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote"
)

func main() { os.Exit(start(time.Now)) }

// start runs the command line of the process, and measures the age of the baselines'
// sources by a day.
func start(today func() time.Time) int {
	ctx, stop := cli.UntilInterrupted(context.Background(), os.Stderr)
	defer stop()
	t := term.New(ctx)
	t.Keyring, t.CurrentUser, t.Today = secrets.SystemKeyring(t.Env), remote.NewCurrentUser, today
	dir, _ := t.Env(profile.Variable)
	end, err := profile.Start(dir)
	if err != nil {
		return cli.Conclude(ctx, os.Stderr, err)
	}
	code := run(ctx, os.Args[1:], t)
	if err := end(); err != nil {
		return cli.Conclude(context.WithoutCancel(ctx), os.Stderr, err)
	}
	return code
}
