package main

import (
	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

func newNotify(t term.Terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "notify",
		Short: "Check where notices go, send one to try it, and list what did not arrive",
		Long: `clusterdrift audit sends notices to the sinks of a file that --notify names. No such
file is read by itself. It looks like this:

  format: 1
  sinks:
    - name: oncall
      type: webhook
      url: https://alerts.contoso.example/clusterdrift
      signing_key: file:webhook.key   # may be left out
      severity: high                  # the least that is reported; low if left out
      clusters: [HV*]                 # may be left out: all
    - name: channel
      type: webhook
      payload: slack                  # or teams; json if left out
      url: file:slack.url             # the URL is a secret
    - name: mail
      type: mail
      server: smtp.contoso.example:587
      from: clusterdrift@contoso.example
      to: [platform@contoso.example]
      user: clusterdrift
      password: keyring:smtp
    - name: ticket
      type: command
      command: [/usr/local/bin/open-ticket, --queue, hyperv]

A secret is the first line of a file that only you can read (file:PATH, relative to
this file), or an entry of the keyring (keyring:NAME, clusterdrift credential set
NAME). A notice that is sent twice has the same key: the header Idempotency-Key of a
request, the Message-ID of a mail, IDEMPOTENCY_KEY in the environment of a command.`,
		Example: `  clusterdrift notify lint notify.yaml
  clusterdrift notify test oncall --notify notify.yaml
  clusterdrift notify pending`,
	}
	pending := newNotifyPending(t)
	c.AddCommand(newNotifyLint(t), newNotifyTest(t), pending)
	for _, sub := range c.Commands() {
		cli.SayUndone(sub, "nothing was sent")
	}
	cli.SayUndone(pending, "nothing was changed")
	return c
}
