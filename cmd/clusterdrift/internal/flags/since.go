package flags

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
)

// registerNewSince registers the flag that names an earlier result.
func registerNewSince(f *pflag.FlagSet, file *string) {
	f.StringVar(file, "new-since", "", "let only drift count for the exit code that the result in `FILE` does not have, which scan or check wrote as json")
}

// Gate is what counts for the exit code, and since when.
type Gate struct {
	report.Gate
	name    string
	earlier *report.Result // nil: all drift counts
}

// GateSince returns what counts for the exit code, with the earlier result of
// --new-since, if that is given. Whatever is wrong is a *cli.UsageError.
func (r *Report) GateSince(ctx context.Context) (Gate, error) {
	gate, err := r.Gate()
	if err != nil || r.newSince == "" {
		return Gate{Gate: gate}, err
	}
	earlier, err := cli.Await(ctx, func() (*report.Result, error) { return ReadResult(r.newSince) })
	return Gate{gate, r.newSince, earlier}, err
}

// Conclude works out what follows from the findings of a result, by what counts.
func (g Gate) Conclude(r *report.Result) {
	if g.earlier == nil {
		r.Conclude(g.Gate)
		return
	}
	d := diff.Compare(g.earlier, r, diff.Options{Before: g.name, Gate: g.Gate})
	r.ConcludeSince(g.Gate, report.Since{Name: g.name, Judged: d.Before.Judged, New: d.NewDrift, Unsure: d.Unsure})
}
