package flags

import (
	"context"
	"errors"
	"io/fs"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// registerNewSince registers the flag that names an earlier result.
func registerNewSince(f *pflag.FlagSet, name *string) {
	f.StringVar(name, "new-since", "", "let only drift count for the exit code that the earlier result `last|RUN|FILE` does not have: the last recorded run of the scope, another one, or what was written as json")
}

// Gate is what counts for the exit code, and since when.
type Gate struct {
	report.Gate
	name    string
	earlier *report.Result // nil: all drift counts, unless last is set
	// last is where the last run of the scope of a result is looked for; nil: nowhere.
	last  *history.Place
	scope func(*report.Result) history.Scope
}

// GateSince returns what counts for the exit code, with the earlier result of
// --new-since, if that is given. Whatever is wrong is a *cli.UsageError. The last run is
// found when a result is there, because its scope follows from that.
func (r *Report) GateSince(c *cobra.Command, t term.Terminal) (Gate, error) {
	gate, err := r.Gate()
	g := Gate{Gate: gate, name: r.newSince, scope: r.recording.scopeOf}
	switch {
	case err != nil || r.newSince == "":
		return g, err
	case !namesRun(r.newSince):
		g.earlier, err = cli.Await(c.Context(), func() (*report.Result, error) { return packedResult(ReadResult(r.newSince)) })
		return g, err
	}
	place, err := r.recording.Place(c, t)
	if err != nil {
		return g, err
	}
	if r.newSince == lastRun {
		g.last = &place
		return g, nil
	}
	g.name, g.earlier, err = runAt(c.Context(), place, r.newSince, history.Filter{Scope: r.recording.scope})
	g.earlier, err = packedResult(g.earlier, err)
	return g, HistoryError(err)
}

// Ready works out, before anything is read, what counts, where the reports go and where the
// history is. No report may replace one of the inputs, which are files that the command
// names by arguments. Whatever is wrong is a *cli.UsageError.
func (r *Report) Ready(c *cobra.Command, t term.Terminal, inputs []string) (Gate, []Sink, error) {
	gate, err := r.GateSince(c, t)
	if err != nil {
		return gate, nil, err
	}
	sinks, err := r.Sinks()
	if err == nil {
		err = SpareInputs(sinks, c, inputs)
	}
	if err == nil {
		err = r.FindHistory(c, t)
	}
	return gate, sinks, err
}

// packedResult packs a result that was read: it is kept while nodes are scanned.
func packedResult(r *report.Result, err error) (*report.Result, error) {
	if err == nil {
		r.Pack()
	}
	return r, err
}

// runAt reads a run of the history at a place.
func runAt(ctx context.Context, place history.Place, name string, f history.Filter) (string, *report.Result, error) {
	s, err := history.Open(ctx, place)
	if err != nil {
		return "", nil, err
	}
	defer s.Close()
	run, result, err := readRun(ctx, s, name, f)
	return runTitle(run), result, err
}

// Conclude works out what follows from the findings of a result, by what counts. All
// drift is new when the scope has no earlier run. An earlier run that cannot be read is
// a failure of this machine.
func (g Gate) Conclude(ctx context.Context, r *report.Result) {
	if g.last != nil {
		ctx, cancel := cli.WithGrace(ctx)
		defer cancel()
		name, earlier, err := runAt(ctx, *g.last, lastRun, g.scope(r).Filter())
		switch {
		case errors.Is(err, fs.ErrNotExist):
			r.MarkSince(g.Gate, func(string, int) report.Novelty { return report.IsNew })
			r.ConcludeSince(g.Gate, report.Since{New: g.drift(r)})
			return
		case err != nil:
			r.Lost = append(r.Lost, "the earlier run was not read, so all drift counts: "+historyReason(err))
		}
		g.name, g.earlier = name, earlier
	}
	if g.earlier == nil {
		r.Conclude(g.Gate)
		return
	}
	type place struct {
		cluster string
		finding int
	}
	novelty := map[place]report.Novelty{}
	d := diff.Compare(g.earlier, r, diff.Options{Before: g.name, Gate: g.Gate, Mark: func(cluster string, finding int, n report.Novelty) {
		novelty[place{cluster, finding}] = n
	}})
	r.MarkSince(g.Gate, func(cluster string, finding int) report.Novelty { return novelty[place{cluster, finding}] })
	r.ConcludeSince(g.Gate, report.Since{Name: g.name, Judged: d.Before.Judged, New: d.NewDrift, Unsure: d.Unsure})
}

// drift is all drift that counts.
func (g Gate) drift(r *report.Result) diff.BySeverity {
	all := diff.BySeverity{}
	for _, c := range r.Each() {
		for i := range c.Findings {
			if f := &c.Findings[i]; f.Status == checks.Drift && g.Counts(f.Severity) {
				all[f.Severity]++
			}
		}
	}
	return all
}

// historyReason is why a history could not be read, in one line.
func historyReason(err error) string {
	var wrong *history.Error
	if errors.As(err, &wrong) {
		return withHint(wrong)
	}
	return "interrupted"
}
