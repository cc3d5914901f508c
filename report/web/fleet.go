package web

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// fleet keeps the state of each cluster. A new run makes it read the clusters that the run
// looked at again, and no others.
type fleet struct {
	store *history.Store
	turn  slots // of who brings it up to date
	// What follows belongs to whoever has the turn.
	version history.Version
	view    *view
	known   map[string]*state
	heads   map[string]*report.Result // of the runs that the states are of
	words   map[string]string         // ids and names, each once
}

// view is the fleet at one time. It is not changed any more.
type view struct {
	clusters []*state // the worst first
	byName   map[string]*state
	heads    map[string]*report.Result
}

func newFleet(s *history.Store) *fleet {
	return &fleet{store: s, turn: make(slots, 1), known: map[string]*state{}, heads: map[string]*report.Result{}, words: map[string]string{}}
}

// at is the fleet as it is in a version of the history, or later.
func (f *fleet) at(ctx context.Context, v history.Version) (*view, error) {
	if !f.turn.take(ctx) {
		return nil, busy()
	}
	defer f.turn.give()
	if f.view != nil && f.version == v {
		return f.view, nil
	}
	if v.Runs < f.version.Runs || v.Whole < f.version.Whole { // what was read may be pruned
		f.known, f.heads, f.words = map[string]*state{}, map[string]*report.Result{}, map[string]string{}
	}
	latest, err := f.store.Latest(ctx)
	if err != nil {
		return nil, err
	}
	w := &view{byName: map[string]*state{}, heads: map[string]*report.Result{}}
	for _, l := range latest {
		s := f.known[l.Cluster]
		if s == nil || s.Latest.Run != l.Run || s.Latest.Visits != l.Visits {
			if s, err = f.read(ctx, l); err != nil {
				return nil, err
			}
			f.known[l.Cluster] = s
		}
		w.clusters, w.byName[l.Cluster] = append(w.clusters, s), s
		if head := f.heads[s.Run]; head != nil {
			w.heads[s.Run] = head
		}
	}
	f.heads = w.heads
	slices.SortStableFunc(w.clusters, worse)
	f.version, f.view = v, w
	return w, nil
}

// worse sorts clusters by what is wrong with them.
func worse(a, b *state) int {
	verdicts := []report.Verdict{report.VerdictDrift, report.VerdictIncomplete, report.VerdictPass}
	by := []int{cmp.Compare(slices.Index(verdicts, a.Verdict), slices.Index(verdicts, b.Verdict))}
	for _, s := range baselines.Severities() {
		by = append(by, cmp.Compare(b.Severities[s], a.Severities[s]))
	}
	return cmp.Or(append(by, cmp.Compare(b.Counts.Unknown, a.Counts.Unknown), strings.Compare(a.Name(), b.Name()))...)
}

// word is one copy of a text that many findings have, which holds no report.
func (f *fleet) word(s string) string {
	if known, ok := f.words[s]; ok {
		return known
	}
	s = strings.Clone(s)
	f.words[s] = s
	return s
}
