package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/notices"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

// audit is a scan that is recorded, and of which people get notices.
type audit struct {
	t            term.Terminal
	scan         flags.Scan
	reports      flags.Report
	config       notices.Config
	remind       time.Duration
	wait, jitter time.Duration

	sinks []notify.Sink
	place history.Place
	scope string
	lock  *history.Lock // nil: the audit did not begin
	send  func()        // sends what is pending, once
}

func newAudit(t term.Terminal) *cobra.Command {
	a := &audit{t: t}
	a.reports.Audits(flags.Audit{Begin: a.begin, Compose: a.compose, Recorded: func() { a.send() }})
	c := scanOf(t, &a.scan, &a.reports)
	c.Use, c.Short = "audit [-i FILE] [NODE...]", "Scan, record the result and send notices of what changed: the nightly job"
	c.Long = `audit is the whole of a nightly job: it scans as clusterdrift scan does, with the
same flags, writes the reports, records the result in the history, and reports to the
sinks of --notify what changed since their last notice. It ends with the exit code of
the scan.

One audit of a scope runs at a time in a history. A second one waits for it up to
--wait; then it ends with 2 and says who is running since when. --jitter lets many
machines that start by the same clock begin at different times.

A sink gets one notice for each cluster in which something changed: drift that is
new, changed, fixed, waived or no longer waived, what became unknown, and nodes that
were not read or are read again. With --remind 7d it also gets what still drifts a
week after that was last reported. The first audit reports all drift. Notices are
recorded with the run. One that cannot be delivered is tried again, in this audit
and the next ones, until it is; it changes no exit code, and standard error says why.

Exit code: as for scan; 2 also when another audit of the scope is running.`
	c.Example = `  clusterdrift audit -i inventory.yaml --notify notify.yaml
  clusterdrift audit -i inventory.yaml --notify notify.yaml --remind 7d --jitter 15m -o html=audit.html
  clusterdrift audit -i inventory.yaml --scope nightly --wait 30m`
	c.RunE = a.around(c.RunE)
	a.config.Register(c.Flags())
	flags.AgeVar(c.Flags(), &a.remind, "remind", "report what still drifts again when it was last reported `AGE` ago, such as 7d (default: report changes alone)")
	c.Flags().DurationVar(&a.wait, "wait", 0, "wait up to `DURATION` for another audit of the scope to end")
	c.Flags().DurationVar(&a.jitter, "jitter", 0, "begin at a random time within `DURATION`")
	return c
}

// around does what an audit does before and after it scans.
func (a *audit) around(scan func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		switch {
		case a.wait < 0 || a.jitter < 0:
			return cli.Usage("--wait and --jitter take no time below 0", "write a time like 30s or 15m")
		case a.remind > 0 && !a.config.Given():
			return cli.Usage("--remind needs sinks", "name their configuration with --notify FILE")
		}
		var err error
		if a.sinks, err = a.config.Sinks(c.Context()); err != nil {
			return err
		}
		defer func() {
			if a.lock != nil {
				a.lock.Release()
			}
		}()
		a.send = sync.OnceFunc(func() { a.sendPending(c.Context()) })
		err = scan(c, args)
		if bad := new(cli.UsageError); !errors.As(err, &bad) {
			a.send()
		}
		return err
	}
}

// begin waits for the time to begin, and takes the lock of the scope.
func (a *audit) begin(ctx context.Context, at history.Place) (err error) {
	if a.scope, err = a.reports.ScopeBefore(a.t, &a.scan.Nodes); err != nil {
		return err
	}
	if a.jitter > 0 {
		pause := rand.N(a.jitter).Round(time.Second)
		fmt.Fprintf(a.t.Err, "beginning in %s\n", pause)
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
	a.place = at
	host, _ := os.Hostname() // without it the message is less exact
	me := history.Holder{Name: fmt.Sprintf("process %d on %s", os.Getpid(), cmp.Or(host, "an unnamed machine")), Since: a.t.Now()}
	lock, err := history.LockScope(ctx, at, a.scope, me, a.wait)
	if locked := new(history.LockedError); errors.As(err, &locked) {
		return &cli.ExitError{Code: report.ExitLocal, Reason: locked.Error() + "; nothing was scanned (wait for it with --wait, or end it)"}
	}
	if err != nil {
		return flags.HistoryError(err)
	}
	a.lock = lock
	return nil
}

// compose makes the notices of a result.
func (a *audit) compose(r *report.Result, o history.Origin) history.Composer {
	if len(a.sinks) == 0 {
		return nil
	}
	return notify.Compose(a.sinks, r, a.scope, o.At, a.remind)
}

// sendPending sends what is pending, if the audit began and sinks are named. Whatever fails
// is said, and changes no verdict.
func (a *audit) sendPending(ctx context.Context) {
	if a.lock == nil || !a.config.Given() {
		return
	}
	problem := ""
	s, err := history.Open(ctx, a.place)
	if err == nil {
		defer s.Close()
		switch {
		case !a.lock.Held(ctx):
			problem = "the lock of the scope was lost"
		default:
			err = a.config.Send(ctx, a.t, s, a.scope, a.sinks, toolVersion())
		}
	}
	if wrong := new(history.Error); errors.As(err, &wrong) {
		problem = wrong.Message
	}
	if problem != "" && ctx.Err() == nil {
		fmt.Fprintln(a.t.Err, report.Clean("notices were not sent, and stay in the history: "+problem))
	}
}

// sleep waits, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
