package web

import (
	"context"
	"errors"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// state is that of a cluster: as its last complete run saw it or, when there is none
// among the last ones, its last run.
type state struct {
	Latest     history.Latest
	Run, Scope string // the run that it is of
	At         time.Time
	Complete   bool // no node was left out, and nothing else
	Whole      bool // the report of the run is there, and what follows from it
	Verdict    report.Verdict
	Counts     history.Counts
	Severities map[baselines.Severity]int // of the drift
	Oldest     time.Time                  // since when the oldest drift is there; zero: there is none
	OldestID   string
	Nodes      []nodeState
	Reported   []reported
	ids        map[string]report.Counts // of findings
	waivers    []*checks.Waiver         // each once
	series     []formats.Series         // of the cluster
}

// Name is that of the cluster.
func (s *state) Name() string { return s.Latest.Cluster }

// Newer reports whether a run looked at the cluster after the one that the state is of.
func (s *state) Newer() bool { return s.Latest.Run != s.Run }

// nodeState is the state of a node.
type nodeState struct {
	Name           string
	State          report.State
	Drift, Unknown int
}

// reported is a finding that drifts, is unknown or is waived.
type reported struct {
	Node, ID string
	Status   checks.Status
	Severity baselines.Severity
	Since    time.Time // zero: not known
	Waiver   *checks.Waiver
}

// mostBack is how many runs of a cluster are looked at for a complete one.
const mostBack = 10

// read reads the state of a cluster.
func (f *fleet) read(ctx context.Context, l history.Latest) (*state, error) {
	visits, err := f.store.LastVisits(ctx, []string{l.Cluster}, mostBack)
	if err != nil {
		return nil, err
	}
	var last *report.Result
	var lastVisit history.Visit
	for i := len(visits[l.Cluster]) - 1; i >= 0; i-- {
		v := visits[l.Cluster][i]
		r, err := f.store.ClusterResult(ctx, v.Run, l.Cluster)
		var ours *history.Error
		if errors.As(err, &ours) { // it was pruned, or another process is pruning it
			continue
		}
		if err != nil {
			return nil, err
		}
		if isComplete(r) {
			return f.doubted(ctx, l, v, r)
		}
		if last == nil {
			last, lastVisit = r, v
		}
	}
	if last != nil {
		return f.doubted(ctx, l, lastVisit, last)
	}
	return fromCounts(l), nil
}

// doubted is stateOf with the doubts of doubt.
func (f *fleet) doubted(ctx context.Context, l history.Latest, v history.Visit, r *report.Result) (*state, error) {
	s, err := f.stateOf(ctx, l, v, r)
	if err == nil {
		s.doubt()
	}
	return s, err
}

// doubt makes incomplete what would pass although a part of the cluster was not looked at,
// or although a later run of a part found drift, did not know or did not read something.
func (s *state) doubt() {
	n := s.Latest.Counts
	later := s.Newer() && n.Drift+n.Unknown+n.Dark > 0
	if s.Verdict == report.VerdictPass && (!s.Complete || later) {
		s.Verdict = report.VerdictIncomplete
	}
}

// isComplete reports whether all of a cluster was looked at.
func isComplete(r *report.Result) bool {
	c := r.Clusters[0]
	return c.Complete() && c.Selection == nil && r.Selection == nil
}

// fromCounts is what is known of a cluster whose reports were pruned. It never passes: the
// counts do not say whether all of it was looked at.
func fromCounts(l history.Latest) *state {
	s := &state{Latest: l, Run: l.Run, Scope: l.Scope, At: l.Started, Counts: l.Counts, Verdict: report.VerdictIncomplete}
	s.Severities = map[baselines.Severity]int{baselines.Critical: l.Critical, baselines.High: l.High}
	if l.Counts.Drift > 0 {
		s.Verdict = report.VerdictDrift
	}
	return s
}

// scopeOf is the scope of a run that looked at a cluster.
func (f *fleet) scopeOf(ctx context.Context, l history.Latest, run string) (string, error) {
	if run == l.Run {
		return l.Scope, nil
	}
	r, err := f.store.Resolve(ctx, run, history.Filter{})
	return r.Scope, err
}

func (f *fleet) stateOf(ctx context.Context, l history.Latest, v history.Visit, r *report.Result) (*state, error) {
	scope, err := f.scopeOf(ctx, l, v.Run)
	if err != nil {
		return nil, err
	}
	standings, err := f.store.Standings(ctx, r, 0, v.Run)
	if err != nil {
		return nil, err
	}
	r.Edit(func(_ int, c *report.Cluster) {
		for i := range standings {
			c.Findings[i].Standing = standings[i]
		}
	})
	c := r.Clusters[0].Open()
	s := &state{
		Latest: l, Run: v.Run, Scope: scope, At: v.Started, Complete: isComplete(r), Whole: true, Verdict: report.Verdict(f.word(string(c.Verdict))), Counts: v.Counts,
		Severities: map[baselines.Severity]int{}, ids: map[string]report.Counts{},
	}
	for _, severity := range baselines.Severities() {
		s.Severities[severity] = c.Counts.DriftBySeverity[severity]
	}
	for _, n := range c.Nodes {
		s.Nodes = append(s.Nodes, nodeState{f.word(n.Name), report.State(f.word(string(n.State))), n.Counts.Drift, n.Counts.Unknown})
	}
	for i := range c.Findings {
		f.add(s, &c.Findings[i], v.Started)
	}
	all, err := formats.PrometheusSeries(r, report.Options{Scan: scope})
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		if one.ByCluster {
			one.Header = f.word(one.Header)
			s.series = append(s.series, one)
		}
	}
	if f.heads[v.Run] == nil {
		head := *r
		head.Clusters = nil
		f.heads[v.Run] = &head
	}
	return s, nil
}

// add adds a finding of a run that started then.
func (f *fleet) add(s *state, one *report.Finding, started time.Time) {
	id := f.word(one.ID)
	counts := s.ids[id]
	counts.Add(report.Finding{Status: one.Status})
	counts.DriftBySeverity = nil
	s.ids[id] = counts
	if !one.IsReported() {
		return
	}
	r := reported{Node: f.word(one.Node), ID: id, Status: checks.Status(f.word(string(one.Status))), Severity: baselines.Severity(f.word(string(one.Severity)))}
	if one.Standing != nil {
		r.Since = one.Standing.Since
	}
	if one.Waiver != nil {
		w := *one.Waiver
		w.Reason, w.Owner, w.Ticket, w.Origin.File = f.word(w.Reason), f.word(w.Owner), f.word(w.Ticket), f.word(w.Origin.File)
		r.Waiver = s.waiver(w)
	}
	if one.Status == checks.Drift {
		since := r.Since
		if since.IsZero() {
			since = started
		}
		if s.Oldest.IsZero() || since.Before(s.Oldest) {
			s.Oldest, s.OldestID = since, id
		}
	}
	s.Reported = append(s.Reported, r)
}

// waiver is the one copy of a waiver that the cluster has.
func (s *state) waiver(w checks.Waiver) *checks.Waiver {
	for _, known := range s.waivers {
		if *known == w {
			return known
		}
	}
	s.waivers = append(s.waivers, &w)
	return &w
}
