package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

// pendingNotices lists the notices that did not reach their sinks, or drops some.
type pendingNotices struct {
	where   flags.History
	filter  history.OutboxFilter
	out     historyOutput
	drop    []int64
	dropAll bool
}

func newNotifyPending(t term.Terminal) *cobra.Command {
	var p pendingNotices
	c := &cobra.Command{
		Use:   "pending",
		Short: "List the notices that did not reach their sinks yet, or drop some",
		Long: `List the notices that the history keeps because they did not reach their sinks yet,
the oldest first. The next audit of the scope tries those whose NEXT TRY has come.
TRIES are the audits in which sending failed.

A notice that is dropped is never sent: its sink does not learn of these changes, and
later notices do not repeat them.`,
		Example: `  clusterdrift notify pending
  clusterdrift notify pending --sink oncall -o json
  clusterdrift notify pending --drop 17
  clusterdrift notify pending --sink oncall --drop-all`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := p.check(); err != nil {
				return err
			}
			return withHistory(c, t, &p.where, func(ctx context.Context, s *history.Store) error { return p.run(ctx, t, s) })
		},
	}
	p.where.Register(c.Flags())
	flags.RegisterScope(c.Flags(), &p.filter.Scope, "only the notices of the scope `NAME`")
	c.Flags().StringVar(&p.filter.Sink, "sink", "", "only the notices for the sink `NAME`")
	c.Flags().Int64SliceVar(&p.drop, "drop", nil, "drop the notice `ID` instead of listing; repeatable")
	c.Flags().BoolVar(&p.dropAll, "drop-all", false, "drop all notices that would be listed")
	p.out.register(c)
	return c
}

func (p *pendingNotices) check() error {
	if p.dropAll && len(p.drop) > 0 {
		return cli.Usage("--drop and --drop-all do not go together", "name the notices, or drop all of them")
	}
	return p.out.check()
}

func (p *pendingNotices) run(ctx context.Context, t term.Terminal, s *history.Store) error {
	all, err := s.Outbox(ctx, p.filter)
	if err != nil {
		return err
	}
	switch {
	case p.dropAll:
		ids := []int64{}
		for _, n := range all {
			ids = append(ids, n.ID)
		}
		return dropNotices(ctx, t, s, ids)
	case len(p.drop) > 0:
		if err := p.missing(all); err != nil {
			return err
		}
		return dropNotices(ctx, t, s, p.drop)
	}
	listed := []noticeJSON{}
	for _, n := range all {
		listed = append(listed, newNoticeJSON(n))
	}
	return p.out.write(t.Out, listed, func(w io.Writer) { printNotices(w, listed) })
}

// missing is the error for notices to drop that are not pending: then none is dropped.
func (p *pendingNotices) missing(all []history.Notice) error {
	var wrong []string
	for _, id := range p.drop {
		if !slices.ContainsFunc(all, func(n history.Notice) bool { return n.ID == id }) {
			wrong = append(wrong, strconv.FormatInt(id, 10))
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return cli.Usage("no pending notice has the ID "+strings.Join(wrong, ", "), "clusterdrift notify pending lists them; one that was delivered meanwhile is gone")
}

func dropNotices(ctx context.Context, t term.Terminal, s *history.Store, ids []int64) error {
	dropped, err := s.Drop(ctx, ids...)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.Out, "Dropped %s.\n", wording.Counted(len(dropped), "notice"))
	return err
}

// noticeJSON is a pending notice for programs. What the sink makes of it, such as its URL,
// is not in a history.
type noticeJSON struct {
	ID      int64     `json:"id"`
	Sink    string    `json:"sink"`
	Cluster string    `json:"cluster"`
	Scope   string    `json:"scope"`
	Run     string    `json:"run"`
	Summary string    `json:"summary"` // "2 new, 1 fixed"
	Created time.Time `json:"created"`
	Tries   int       `json:"tries"`
	NextTry time.Time `json:"next_try,omitzero"`
	Problem string    `json:"problem,omitempty"` // of the last try
}

func newNoticeJSON(n history.Notice) noticeJSON {
	summary := "not readable by this version"
	var m notify.Message
	if json.Unmarshal(n.Body, &m) == nil && m.Format == notify.Format {
		summary = m.Summary()
		if m.Kind == notify.Reminder {
			summary = "reminder: " + summary
		}
	}
	return report.Cleaned(noticeJSON{
		ID: n.ID, Sink: n.Sink, Cluster: n.Cluster, Scope: n.Scope, Run: n.Run, Summary: summary,
		Created: n.Created, Tries: n.Attempts, NextTry: n.Next, Problem: n.Problem,
	})
}

func printNotices(w io.Writer, all []noticeJSON) {
	fmt.Fprintln(w, "ID\tSINK\tCLUSTER\tCREATED (UTC)\tTRIES\tNEXT TRY (UTC)\tWHAT\tPROBLEM")
	for _, n := range all {
		next := "at once"
		if !n.NextTry.IsZero() {
			next = n.NextTry.Format(time.DateTime)
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%d\t%s\t%s\t%s\n", n.ID, n.Sink, n.Cluster, n.Created.Format(time.DateTime), n.Tries, next, n.Summary, n.Problem)
	}
}
