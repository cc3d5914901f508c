package history

import (
	"context"
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
)

// Latest is the last that a history knows of a cluster.
type Latest struct {
	Cluster string
	Scope   string // of its last run
	Visits  int    // how many runs looked at it
	Visit          // the last one
}

// Latest are all clusters with their last visits, sorted by name.
func (s *Store) Latest(ctx context.Context) ([]Latest, error) {
	rows, err := s.db.QueryContext(ctx, `WITH last AS (SELECT cluster_id, MAX(seq) AS seq, COUNT(*) AS visits FROM visit GROUP BY cluster_id)
		SELECT c.name, s.name, l.visits, r.uid, v.seq, v.nodes, v.dark, v.drift, v.unknown, v.pass, v.waived, v.critical, v.high
		FROM last l JOIN visit v ON v.cluster_id = l.cluster_id AND v.seq = l.seq JOIN cluster c ON c.id = l.cluster_id
		JOIN run r ON r.id = v.run_id JOIN scope s ON s.id = r.scope_id ORDER BY c.name`)
	if err != nil {
		return nil, s.inOurWords(ctx, "read the last visits", err)
	}
	type row struct {
		latest Latest
		seq    int64
	}
	found, err := scanAll(rows, func(r *row) []any {
		l := &r.latest
		return append([]any{&l.Cluster, &l.Scope, &l.Visits}, l.columns(&r.seq)...)
	})
	var all []Latest
	for _, r := range found {
		r.latest.Started = fromUnix(r.seq / 1000)
		all = append(all, r.latest)
	}
	return all, s.inOurWords(ctx, "read the last visits", err)
}

// columns are where a row of a visit goes.
func (v *Visit) columns(seq *int64) []any {
	return []any{&v.Run, seq, &v.Counts.Nodes, &v.Counts.Dark, &v.Counts.Drift, &v.Counts.Unknown, &v.Counts.Pass, &v.Counts.Waived, &v.Critical, &v.High}
}

// LastVisits are the last visits of each of the clusters, at most so many of each, the
// oldest first. A cluster that the history does not have has none.
func (s *Store) LastVisits(ctx context.Context, clusters []string, most int) (map[string][]Visit, error) {
	if len(clusters) == 0 || most < 1 {
		return nil, nil
	}
	args := []any{most - 1}
	for _, c := range clusters {
		args = append(args, c)
	}
	//nolint:gosec // what is added are numbered parameters
	rows, err := s.db.QueryContext(ctx, `SELECT c.name, r.uid, v.seq, v.nodes, v.dark, v.drift, v.unknown, v.pass, v.waived, v.critical, v.high
		FROM cluster c JOIN visit v ON v.cluster_id = c.id AND v.seq >= COALESCE((SELECT x.seq FROM visit x WHERE x.cluster_id = c.id ORDER BY x.seq DESC LIMIT 1 OFFSET $1), 0)
		JOIN run r ON r.id = v.run_id WHERE c.name IN (`+parameters(2, len(clusters))+`) ORDER BY c.name, v.seq`, args...)
	if err != nil {
		return nil, s.inOurWords(ctx, "read the trends", err)
	}
	type row struct {
		cluster string
		visit   Visit
		seq     int64
	}
	found, err := scanAll(rows, func(r *row) []any { return append([]any{&r.cluster}, r.visit.columns(&r.seq)...) })
	all := map[string][]Visit{}
	for _, r := range found {
		r.visit.Started = fromUnix(r.seq / 1000)
		all[r.cluster] = append(all[r.cluster], r.visit)
	}
	return all, s.inOurWords(ctx, "read the trends", err)
}

// VisitsOf are the clusters of a run as they were in it, sorted by name. A run that is not in
// the history has none.
func (s *Store) VisitsOf(ctx context.Context, run string) ([]Latest, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT c.name, s.name, r.uid, v.seq, v.nodes, v.dark, v.drift, v.unknown, v.pass, v.waived, v.critical, v.high
		FROM visit v JOIN cluster c ON c.id = v.cluster_id JOIN run r ON r.id = v.run_id JOIN scope s ON s.id = r.scope_id WHERE r.uid = $1 ORDER BY c.name`, run)
	if err != nil {
		return nil, s.inOurWords(ctx, "read run "+report.Clean(run), err)
	}
	type row struct {
		latest Latest
		seq    int64
	}
	found, err := scanAll(rows, func(r *row) []any {
		return append([]any{&r.latest.Cluster, &r.latest.Scope}, r.latest.columns(&r.seq)...)
	})
	var all []Latest
	for _, r := range found {
		r.latest.Started = fromUnix(r.seq / 1000)
		all = append(all, r.latest)
	}
	return all, s.inOurWords(ctx, "read run "+report.Clean(run), err)
}

// Version tells one state of a history from the next: whatever records, imports, removes or
// prunes a run changes it.
type Version struct {
	Runs, Whole int    // how many runs there are, and how many have their reports
	Last        string // the ID of the run that was recorded last
	Recorded    time.Time
}

// String is the version as part of an ETag.
func (v Version) String() string {
	return fmt.Sprintf("%d-%d-%s-%d", v.Runs, v.Whole, v.Last, v.Recorded.Unix())
}

// Version is the state that the history is in.
func (s *Store) Version(ctx context.Context) (Version, error) {
	var v Version
	var recorded int64
	err := s.db.QueryRowContext(ctx, `SELECT COUNT(*), COUNT(head), COALESCE((SELECT r.uid FROM run r ORDER BY r.id DESC LIMIT 1), ''), COALESCE(MAX(recorded), 0) FROM run`).
		Scan(&v.Runs, &v.Whole, &v.Last, &recorded)
	v.Recorded = fromUnix(recorded)
	return v, s.inOurWords(ctx, "read the history", err)
}
