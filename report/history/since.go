package history

import (
	"context"
	"time"
)

// Since is since when the findings of a cluster have the status that they had in a run: the
// start of the first run that saw it. It looks back over the time in which a node was not
// read or a finding was unknown, so drift that was there before and after lasted throughout.
// Run is an ID; empty: the last run of the cluster. A cluster or run that is not in the
// history has none.
func (s *Store) Since(ctx context.Context, cluster, run string) (map[Subject]time.Time, error) {
	since, err := s.since(ctx, cluster, run)
	return since, s.inOurWords(ctx, "read the history of "+cluster, err)
}

// startsUntil are the visits since which the findings that a visit saw have their status. Of
// each it walks back over the spans of the subject to the last one that
// ends that time: one of another status that is known, or behind which the subject was not
// there. It never walks further, for the spans of a subject become many over the years.
const startsUntil = `WITH seen AS MATERIALIZED (
		SELECT a.subject_id AS id, a.first_seq, a.status FROM cluster c JOIN span a ON a.cluster_id = c.id
		WHERE c.name = $1 AND a.first_seq <= $2 AND (a.last_seq IS NULL OR a.last_seq >= $2)),
	bounded AS MATERIALIZED (
		SELECT h.id, h.status, COALESCE((SELECT b.first_seq FROM span b WHERE b.subject_id = h.id AND b.first_seq < h.first_seq
			AND (b.status <> h.status AND b.status <> 'unknown' OR COALESCE(b.ended, '') NOT IN ('changed', 'not-observed'))
			ORDER BY b.first_seq DESC LIMIT 1), 0) AS bound FROM seen h)
	SELECT COALESCE(n.name, ''), s.finding,
		(SELECT p.first_seq FROM span p WHERE p.subject_id = h.id AND p.first_seq > h.bound AND p.status = h.status ORDER BY p.first_seq LIMIT 1)
	FROM bounded h JOIN subject s ON s.id = h.id LEFT JOIN node n ON n.id = s.node_id`

func (s *Store) since(ctx context.Context, cluster, run string) (map[Subject]time.Time, error) {
	since := map[Subject]time.Time{}
	seq, err := s.visitOf(ctx, cluster, run)
	if err != nil || seq == 0 {
		return since, err
	}
	rows, err := s.db.QueryContext(ctx, startsUntil, cluster, seq)
	if err != nil {
		return nil, err
	}
	type row struct {
		subject Subject
		first   int64
	}
	starts, err := scanAll(rows, func(r *row) []any { return []any{&r.subject.Node, &r.subject.ID, &r.first} })
	for _, r := range starts {
		at := fromUnix(r.first / 1000)
		if known, ok := since[r.subject]; !ok || at.Before(known) {
			since[r.subject] = at
		}
	}
	return since, err
}

// visitOf is the visit of a cluster in a run; 0: there is none.
func (s *Store) visitOf(ctx context.Context, cluster, run string) (seq int64, err error) {
	statement, args := `SELECT COALESCE(MAX(v.seq), 0) FROM visit v JOIN cluster c ON c.id = v.cluster_id WHERE c.name = $1`, []any{cluster}
	if run != "" {
		statement = `SELECT COALESCE(MAX(v.seq), 0) FROM visit v JOIN cluster c ON c.id = v.cluster_id JOIN run r ON r.id = v.run_id WHERE c.name = $1 AND r.uid = $2`
		args = append(args, run)
	}
	err = s.db.QueryRowContext(ctx, statement, args...).Scan(&seq)
	return seq, err
}
