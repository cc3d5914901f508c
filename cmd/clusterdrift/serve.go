package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/serving"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/web/access"
)

func newServe(t term.Terminal) *cobra.Command {
	var s serving.Server
	c := &cobra.Command{
		Use:   "serve",
		Short: "Show the history as web pages, read-only, until interrupted",
		Long: `Show the history as web pages until interrupted: the fleet, each cluster and node, the
life of a finding, runs in any report format, what changed between two of them, waivers
that end soon, a search, and metrics for Prometheus. Nothing can be changed there, and no
scan is started. The history must be there and of this version; it is only read.

Without further configuration only this machine can connect. Any other address needs a
certificate and authentication, in a file that --access names:

  format: 1
  listen: 0.0.0.0:7343
  hosts: [drift.contoso.example]   # the names that browsers use
  tls: {certificate: serve.crt, key: serve.key}
  authentication:
    type: basic                    # users and passwords
    users: users.htpasswd          # htpasswd -B -C 12 -c users.htpasswd NAME

Behind a reverse proxy on this machine, which logs users on, no certificate is needed:

  format: 1
  hosts: [drift.contoso.example]
  authentication:
    type: proxy
    user_header: X-Forwarded-User
    secret: file:proxy.secret      # that it sends in X-Clusterdrift-Secret
    peers: [127.0.0.1]             # its addresses

The type oidc has an issuer of OpenID Connect sign readers in; its keys are in the
documentation of serve and in clusterdrift schema serve.

Paths are relative to the file. /healthz and /readyz answer probes without authentication,
/metrics is like a page, and /badge.svg?cluster=NAME is a picture of a cluster's state.`,
		Example: `  clusterdrift serve
  clusterdrift serve --listen 127.0.0.1:8080 --history /var/lib/clusterdrift/history.db
  clusterdrift serve --access serve.yaml
  clusterdrift serve lint serve.yaml`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return s.Run(c, t, tool().Version) },
	}
	s.Register(c.Flags())
	c.AddCommand(newServeLint(t))
	cli.SayUndone(c, "nothing was served")
	return c
}

func newServeLint(t term.Terminal) *cobra.Command {
	c := &cobra.Command{
		Use:               "lint FILE...",
		Short:             "Check configurations of access and print every problem; no secret is read",
		Example:           "  clusterdrift serve lint serve.yaml",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: flags.YAMLFiles,
		RunE: cli.Abandonable(func(_ *cobra.Command, args []string) error {
			var bad []string
			for _, file := range args {
				if _, err := access.Load(file); err != nil {
					bad = append(bad, cli.Problems(err)...)
					continue
				}
				fmt.Fprintf(t.Out, "%s: no problem found\n", report.Clean(file))
			}
			if len(bad) > 0 {
				return &cli.UsageError{Problems: bad}
			}
			return nil
		}),
	}
	cli.SayUndone(c, "nothing was served")
	return c
}
