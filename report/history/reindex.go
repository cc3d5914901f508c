package history

import (
	"context"
	"database/sql"
)

// Reindex makes nodes and spans again from the reports, cluster by cluster. What goes back
// beyond the first report of a cluster stays as it is. It returns how many reports it read.
func (s *Store) Reindex(ctx context.Context) (reports int, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id FROM cluster ORDER BY name`)
	if err != nil {
		return 0, s.inOurWords(ctx, "read the clusters", err)
	}
	clusters, err := scanAll(rows, func(id *int64) []any { return []any{id} })
	if err != nil {
		return 0, s.inOurWords(ctx, "read the clusters", err)
	}
	for _, cluster := range clusters {
		err := s.inTransaction(ctx, "index the reports", func(tx *sql.Tx) error {
			n, err := (&writer{tx, s.engine}).reindex(ctx, cluster)
			reports += n
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return reports, nil
}

// reindex takes the visits after the last one whose report was pruned.
func (w *writer) reindex(ctx context.Context, cluster int64) (int, error) {
	if _, err := w.ensure(ctx, `UPDATE cluster SET name = name WHERE id = $1 RETURNING id`, cluster); err != nil { // it is locked until the end
		return 0, err
	}
	var pruned int64
	err := w.tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(v.seq), 0) FROM visit v LEFT JOIN report r ON r.cluster_id = v.cluster_id AND r.seq = v.seq
		WHERE v.cluster_id = $1 AND r.seq IS NULL`, cluster).Scan(&pruned)
	if err != nil {
		return 0, err
	}
	visits, err := w.later(ctx, cluster, pruned)
	if err != nil || len(visits) == 0 {
		return 0, err
	}
	if err := w.rewind(ctx, cluster, visits[0]); err != nil {
		return 0, err
	}
	return len(visits), w.replay(ctx, cluster, visits)
}
