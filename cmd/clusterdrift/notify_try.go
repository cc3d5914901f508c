package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/notices"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

func newNotifyTest(t term.Terminal) *cobra.Command {
	var config notices.Config
	c := &cobra.Command{
		Use:               "test SINK",
		Short:             "Send a test notice to a sink, once, and say whether it arrived",
		Example:           "  clusterdrift notify test oncall --notify notify.yaml",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, args []string) error {
			if !config.Given() {
				return cli.Usage("no configuration of notices given", "name it with --notify FILE")
			}
			sinks, err := config.Sinks(c.Context())
			if err != nil {
				return err
			}
			var names []string
			for _, s := range sinks {
				names = append(names, s.Name)
			}
			sender := notices.Senders(t, sinks, toolVersion())[args[0]]
			if sender == nil {
				return cli.Usage(fmt.Sprintf("%s has no sink %q", config.File(), args[0]), cli.Meant(args[0], names))
			}
			return tryNotice(c.Context(), t, args[0], sender)
		},
	}
	config.Register(c.Flags())
	return c
}

// tryNotice sends a test notice, with a key of its own.
func tryNotice(ctx context.Context, t term.Terminal, sink string, sender notify.Sender) error {
	key := make([]byte, 16)
	_, _ = rand.Read(key) // it never fails
	err := sender.Send(ctx, &notify.Message{
		Format: notify.Format, Document: notify.Document, Key: hex.EncodeToString(key), Kind: notify.Test, At: t.Now().UTC(),
		Changes: map[diff.Class]int{}, Nodes: []diff.NodeChange{}, Findings: []diff.Change{},
	})
	if failure := new(notify.Failure); errors.As(err, &failure) {
		return &cli.ExitError{Code: report.ExitLocal, Reason: report.LocalFailure + "the notice did not reach " + sink + ": " + failure.Problem}
	}
	fmt.Fprintf(t.Out, "%s: the notice arrived\n", report.Clean(sink))
	return nil
}
