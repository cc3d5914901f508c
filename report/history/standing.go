package history

import (
	"cmp"
	"context"
	"slices"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// Standings are since when the findings of a cluster of a result are what they are, in the
// order of its findings: of drift, of what is unknown and of what is waived. It looks back as
// Since does. Run is the ID of the result where it is recorded; empty: it is not, and comes
// after all runs that started with it. All are nil when the history has no earlier run of
// the cluster. The result is not changed.
func (s *Store) Standings(ctx context.Context, r *report.Result, cluster int, run string) ([]*report.Standing, error) {
	all, err := s.standings(ctx, r, r.Clusters[cluster].Open(), run)
	return all, s.inOurWords(ctx, "read the history of "+report.Clean(r.Clusters[cluster].Name), err)
}

func (s *Store) standings(ctx context.Context, r *report.Result, whole report.Cluster, run string) ([]*report.Standing, error) {
	c, all := indexed(whole), make([]*report.Standing, len(whole.Findings))
	seq, err := s.seqOf(ctx, r, c.Name, run)
	if err != nil {
		return nil, err
	}
	visits, err := s.visitsBefore(ctx, c.Name, seq)
	if err != nil || len(visits) == 0 {
		return all, err
	}
	spans, err := s.spansBefore(ctx, c.Name, seq, reportedIDs(c))
	if err != nil {
		return nil, err
	}
	look := lookback{seq, visits}
	for i, k := range subjectsOf(c) {
		if k == nil || !c.Findings[i].IsReported() {
			continue
		}
		all[i] = look.standing(spans[*k], c.Findings[i].Status)
		if all[i].New {
			all[i].Since = fromUnix(startOf(r).Unix())
		}
	}
	return all, nil
}

// reportedIDs are the ids of the findings that are reported, each once.
func reportedIDs(c report.Cluster) []any {
	var ids []any
	known := map[string]bool{}
	for _, f := range c.Findings {
		if f.IsReported() && !known[f.ID] {
			known[f.ID] = true
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// seqOf is the visit of a cluster by a result: that of its run or, of one that is not
// recorded, the one that it would be.
func (s *Store) seqOf(ctx context.Context, r *report.Result, cluster, run string) (seq int64, err error) {
	if run != "" {
		return s.visitOf(ctx, cluster, run)
	}
	start := startOf(r).UnixMilli()
	err = s.db.QueryRowContext(ctx, `SELECT COALESCE(MAX(v.seq) + 1, $2) FROM visit v JOIN cluster c ON c.id = v.cluster_id WHERE c.name = $1 AND v.seq >= $3 AND v.seq < $4`,
		cluster, start, start, start+maxAtOnce).Scan(&seq)
	return seq, err
}

// visited is an earlier visit of a cluster.
type visited struct {
	seq int64
	run string // the ID of its run
}

// visitsBefore are the visits of a cluster before one, in order.
func (s *Store) visitsBefore(ctx context.Context, cluster string, seq int64) ([]visited, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT v.seq, r.uid FROM visit v JOIN cluster c ON c.id = v.cluster_id JOIN run r ON r.id = v.run_id
		WHERE c.name = $1 AND v.seq < $2 ORDER BY v.seq`, cluster, seq)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, func(v *visited) []any { return []any{&v.seq, &v.run} })
}

// aspect is a span as far as it says since when something lasts.
type aspect struct {
	subject     Subject
	first, last int64 // visits; last is 0 while it lasts
	status      checks.Status
	ended       Ended
}

// spansBefore are the spans of the subjects of a cluster that have one of the ids and began
// before a visit, in order. One that lasted until then or longer lasts.
func (s *Store) spansBefore(ctx context.Context, cluster string, seq int64, ids []any) (map[subjectKey][]aspect, error) {
	all := map[subjectKey][]aspect{}
	for part := range slices.Chunk(ids, maxRows) {
		if err := s.addSpans(ctx, all, cluster, seq, part); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s *Store) addSpans(ctx context.Context, all map[subjectKey][]aspect, cluster string, seq int64, ids []any) error {
	//nolint:gosec // what is added are numbered parameters
	statement := `SELECT COALESCE(n.name, ''), s.finding, s.nth, p.first_seq, COALESCE(p.last_seq, 0), p.status, COALESCE(p.ended, '')
		FROM span p JOIN subject s ON s.id = p.subject_id LEFT JOIN node n ON n.id = s.node_id JOIN cluster c ON c.id = p.cluster_id
		WHERE c.name = $1 AND p.first_seq < $2 AND s.finding IN (` + parameters(3, len(ids)) + `) ORDER BY p.subject_id, p.first_seq`
	rows, err := s.db.QueryContext(ctx, statement, append([]any{cluster, seq}, ids...)...)
	if err != nil {
		return err
	}
	type row struct {
		aspect
		nth int
	}
	found, err := scanAll(rows, func(r *row) []any {
		return []any{&r.subject.Node, &r.subject.ID, &r.nth, &r.first, &r.last, &r.status, &r.ended}
	})
	for _, r := range found {
		if r.last >= seq {
			r.last, r.ended = 0, ""
		}
		k := subjectKey{r.subject, r.nth}
		all[k] = append(all[k], r.aspect)
	}
	return err
}

// lookback looks back from a visit over those before it.
type lookback struct {
	seq    int64
	visits []visited // in order, at least one
}

// standing is that of a subject which has a status at the visit. Its spans are in order.
func (l lookback) standing(spans []aspect, status checks.Status) *report.Standing {
	first, missed, open := l.seq, 0, l.seq // open is the visit after the time that is not known
	out := &report.Standing{}
	for _, was := range slices.Backward(spans) {
		if was.ended != "" && was.ended != Changed && was.ended != NotObserved {
			break
		}
		if was.status != status && was.status == checks.Unknown {
			continue
		}
		last := was.last
		if last == 0 {
			last = l.visits[len(l.visits)-1].seq
		}
		missed += l.between(last, open)
		if was.status != status {
			out.Was = was.status
			if first != l.seq { // what is before the first run that saw the status does not matter
				missed -= l.between(last, open)
			}
			break
		}
		first, open = was.first, was.first
	}
	out.Missed = missed
	if out.New = first == l.seq; out.New {
		return out
	}
	out.Since, out.Run = fromUnix(first/1000), l.runAt(first)
	return out
}

// between is how many visits are after one and before another.
func (l lookback) between(after, before int64) int {
	return max(l.index(before)-l.index(after+1), 0)
}

// index is how many visits are before one.
func (l lookback) index(seq int64) int {
	i, _ := slices.BinarySearchFunc(l.visits, seq, func(v visited, seq int64) int { return cmp.Compare(v.seq, seq) })
	return i
}

// runAt is the run of a visit; empty when it was pruned.
func (l lookback) runAt(seq int64) string {
	if i := l.index(seq); i < len(l.visits) && l.visits[i].seq == seq {
		return l.visits[i].run
	}
	return ""
}
