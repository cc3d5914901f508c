package history

import (
	"context"
	"database/sql"
	"time"
)

// Life is what became of a finding over time, the oldest first. Where the next span does not
// follow at once, the finding was not observed or not required in between.
func (s *Store) Life(ctx context.Context, cluster string, of Subject) ([]Span, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT p.first_seq, COALESCE(p.last_seq, 0), p.status, p.severity, p.got, p.waiver, p.fingerprint, COALESCE(p.ended, '')
		FROM cluster c JOIN subject s ON s.cluster_id = c.id LEFT JOIN node n ON n.id = s.node_id JOIN span p ON p.subject_id = s.id
		WHERE c.name = $1 AND COALESCE(n.name, '') = $2 AND s.finding = $3 ORDER BY p.first_seq, s.nth`, cluster, of.Node, of.ID)
	if err != nil {
		return nil, s.inOurWords(ctx, "read the life of "+of.ID, err)
	}
	type row struct {
		first, last int64
		span        Span
	}
	found, err := scanAll(rows, func(r *row) []any {
		p := &r.span
		return []any{&r.first, &r.last, &p.Status, &p.Severity, &p.Got, &p.Waiver, &p.Fingerprint, &p.Ended}
	})
	if err != nil {
		return nil, s.inOurWords(ctx, "read the life of "+of.ID, err)
	}
	var spans []Span
	for _, r := range found {
		r.span.First, r.span.Last = fromUnix(r.first/1000), fromUnix(r.last/1000)
		spans = append(spans, r.span)
	}
	return spans, nil
}

// Trend is how a cluster developed: each run that looked at it, the oldest first.
func (s *Store) Trend(ctx context.Context, cluster string) ([]Visit, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT r.uid, v.seq, v.nodes, v.dark, v.drift, v.unknown, v.pass, v.waived, v.critical, v.high
		FROM visit v JOIN cluster c ON c.id = v.cluster_id JOIN run r ON r.id = v.run_id WHERE c.name = $1 ORDER BY v.seq`, cluster)
	if err != nil {
		return nil, s.inOurWords(ctx, "read the trend of "+cluster, err)
	}
	visits, err := scanVisits(rows)
	return visits, s.inOurWords(ctx, "read the trend of "+cluster, err)
}

// scanVisits reads rows of an ID, a visit and its counts.
func scanVisits(rows *sql.Rows) ([]Visit, error) {
	type row struct {
		seq   int64
		visit Visit
	}
	found, err := scanAll(rows, func(r *row) []any { return r.visit.columns(&r.seq) })
	var visits []Visit
	for _, r := range found {
		r.visit.Started = fromUnix(r.seq / 1000)
		visits = append(visits, r.visit)
	}
	return visits, err
}

// LastRead is when each node of a cluster was last read, a node that the last run could not
// read included; the zero time: never.
func (s *Store) LastRead(ctx context.Context, cluster string) (map[string]time.Time, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT n.name, COALESCE((SELECT MAX(v.seq) FROM visit_node v WHERE v.node_id = n.id AND v.state IN ('scanned', 'partial')), 0)
		FROM node n JOIN cluster c ON c.id = n.cluster_id WHERE c.name = $1`, cluster)
	if err != nil {
		return nil, s.inOurWords(ctx, "read when nodes were last read", err)
	}
	type row struct {
		name string
		seq  int64
	}
	found, err := scanAll(rows, func(r *row) []any { return []any{&r.name, &r.seq} })
	last := map[string]time.Time{}
	for _, r := range found {
		last[r.name] = fromUnix(r.seq / 1000)
	}
	return last, s.inOurWords(ctx, "read when nodes were last read", err)
}
