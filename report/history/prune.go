package history

import (
	"context"
	"database/sql"
	"slices"
	"time"
)

// Retention says what Prune leaves. The last run of each scope always stays.
type Retention struct {
	Before time.Time // runs that started at this time or later stay; zero: none does for its age
	Keep   int       // the last so many runs of each scope stay
	// ReportsOnly takes away the reports alone, which are most of a history: the runs stay
	// in the list, and the lives of findings and the trend as they are.
	ReportsOnly bool
	// FactsOnly takes away the kept facts alone, and leaves the runs with their reports. It
	// goes before ReportsOnly.
	FactsOnly bool
}

// concerns reports whether a run has what is to be removed.
func (r Retention) concerns(whole bool, facts int) bool {
	switch {
	case r.FactsOnly:
		return facts > 0
	case r.ReportsOnly:
		return whole
	}
	return true
}

// Prune removes runs, and returns how many. What began in a run that is removed and lasted
// beyond it keeps its beginning.
func (s *Store) Prune(ctx context.Context, r Retention) (removed int, err error) {
	err = s.inTransaction(ctx, "prune the history", func(tx *sql.Tx) error {
		if err := s.engine.lockFacts(ctx, tx, true); err != nil {
			return err
		}
		ids, err := chosen(ctx, tx, r)
		if err != nil {
			return err
		}
		removed = len(ids)
		if removed == 0 {
			return nil
		}
		for part := range slices.Chunk(ids, maxRows) {
			if err := r.prune(ctx, tx, part); err != nil {
				return err
			}
		}
		switch {
		case r.FactsOnly:
			return each(ctx, tx, sweepFacts())
		case r.ReportsOnly:
			return nil
		}
		return each(ctx, tx, slices.Concat(sweepFacts(), sweeping()))
	})
	if err != nil {
		return 0, err
	}
	return removed, s.inOurWords(ctx, "give back the space of what was pruned", s.engine.shrink(ctx, s.db))
}

// chosen are the ids of the runs to remove.
func chosen(ctx context.Context, tx *sql.Tx, r Retention) ([]any, error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, scope_id, started, head IS NOT NULL, facts FROM run ORDER BY started DESC, id DESC`)
	if err != nil {
		return nil, err
	}
	type row struct {
		id, scope, started int64
		whole              bool
		facts              int
	}
	all, err := scanAll(rows, func(r *row) []any { return []any{&r.id, &r.scope, &r.started, &r.whole, &r.facts} })
	if err != nil {
		return nil, err
	}
	var ids []any
	later := map[int64]int{}
	for _, run := range all {
		later[run.scope]++
		old := r.Before.IsZero() || run.started < r.Before.Unix()
		if old && later[run.scope] > max(r.Keep, 1) && r.concerns(run.whole, run.facts) {
			ids = append(ids, run.id)
		}
	}
	return ids, nil
}

// prune removes runs, or their reports or facts.
func (r Retention) prune(ctx context.Context, tx *sql.Tx, runs []any) error {
	those := `IN (` + parameters(1, len(runs)) + `)`
	visits := `(cluster_id, seq) IN (SELECT cluster_id, seq FROM visit WHERE run_id ` + those + `)`
	reports, facts := `DELETE FROM report WHERE `+visits, dropFacts(visits)
	var statements []string
	switch {
	case r.FactsOnly:
		statements = append(facts, `UPDATE run SET facts = 0 WHERE id `+those)
	case r.ReportsOnly:
		statements = []string{reports, `UPDATE run SET head = NULL WHERE id ` + those}
	default:
		statements = append(append(facts, reports), `DELETE FROM visit_node WHERE `+visits, `DELETE FROM visit WHERE run_id `+those, `DELETE FROM run WHERE id `+those)
	}
	return each(ctx, tx, statements, runs...)
}

// sweeping removes what nothing leads to any more: spans that had ended before the first
// visit that is left, and then names.
func sweeping() []string {
	return []string{
		`DELETE FROM span WHERE NOT EXISTS (SELECT 1 FROM visit v WHERE v.cluster_id = span.cluster_id)`,
		`DELETE FROM span WHERE last_seq < (SELECT MIN(v.seq) FROM visit v WHERE v.cluster_id = span.cluster_id)`,
		`DELETE FROM subject WHERE NOT EXISTS (SELECT 1 FROM span p WHERE p.subject_id = subject.id)`,
		`DELETE FROM node WHERE NOT EXISTS (SELECT 1 FROM subject s WHERE s.node_id = node.id) AND NOT EXISTS (SELECT 1 FROM visit_node v WHERE v.node_id = node.id)`,
		`DELETE FROM cluster WHERE NOT EXISTS (SELECT 1 FROM visit v WHERE v.cluster_id = cluster.id)`,
		`DELETE FROM scope WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.scope_id = scope.id)`,
	}
}

func each(ctx context.Context, tx *sql.Tx, statements []string, args ...any) error {
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement, args...); err != nil {
			return err
		}
	}
	return nil
}
