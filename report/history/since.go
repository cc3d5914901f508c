package history

import (
	"context"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
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

// aspect is what matters of a span.
type aspect struct {
	subject     Subject
	id          int64
	first, last int64 // visits; last is 0 for a span that lasts
	status      checks.Status
	ended       Ended
}

// spansUntil are the spans of a cluster until a visit, in order. Left out are those between
// two that have the same status and follow at once: they are most, for each new text of a
// requirement begins a span of all its subjects, and nothing depends on them.
const spansUntil = `SELECT p.id, COALESCE(n.name, ''), p.finding, p.first_seq, COALESCE(p.last_seq, 0), p.status, COALESCE(p.ended, '')
	FROM (SELECT s.id, s.node_id, s.finding, a.first_seq, a.last_seq, a.status, a.ended,
			LAG(a.status) OVER inorder AS was, LAG(a.ended) OVER inorder AS was_ended, LEAD(a.status) OVER inorder AS next
		FROM cluster c JOIN subject s ON s.cluster_id = c.id JOIN span a ON a.subject_id = s.id
		WHERE c.name = $1 AND a.first_seq <= $2
		WINDOW inorder AS (PARTITION BY s.id ORDER BY a.first_seq)) p
	LEFT JOIN node n ON n.id = p.node_id
	WHERE p.was IS NULL OR p.next IS NULL OR p.was <> p.status OR p.next <> p.status
		OR p.was_ended NOT IN ('changed', 'not-observed') OR p.ended NOT IN ('changed', 'not-observed')
	ORDER BY p.id, p.first_seq`

func (s *Store) since(ctx context.Context, cluster, run string) (map[Subject]time.Time, error) {
	since := map[Subject]time.Time{}
	seq, err := s.visitOf(ctx, cluster, run)
	if err != nil || seq == 0 {
		return since, err
	}
	rows, err := s.db.QueryContext(ctx, spansUntil, cluster, seq)
	if err != nil {
		return nil, err
	}
	spans, err := scanAll(rows, func(a *aspect) []any {
		return []any{&a.id, &a.subject.Node, &a.subject.ID, &a.first, &a.last, &a.status, &a.ended}
	})
	if err != nil {
		return nil, err
	}
	for start, i := 0, 0; i < len(spans); i++ {
		if i+1 < len(spans) && spans[i+1].id == spans[start].id {
			continue
		}
		if first := beginning(spans[start:i+1], seq); first > 0 {
			at := fromUnix(first / 1000)
			if known, ok := since[spans[start].subject]; !ok || at.Before(known) {
				since[spans[start].subject] = at
			}
		}
		start = i + 1
	}
	return since, nil
}

// beginning is the visit since which a subject is what it is at the visit seq; 0: the visit
// did not see it. The spans are in order.
func beginning(spans []aspect, seq int64) int64 {
	now := spans[len(spans)-1]
	if now.last != 0 && now.last < seq {
		return 0
	}
	first := now.first
	for i := len(spans) - 2; i >= 0; i-- {
		switch was := spans[i]; {
		case was.ended != Changed && was.ended != NotObserved:
			return first
		case was.status == now.status:
			first = was.first
		case was.status != checks.Unknown:
			return first
		}
	}
	return first
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
