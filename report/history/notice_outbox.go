package history

import (
	"context"
	"database/sql"
	"slices"

	"github.com/clusterdrift/clusterdrift/report"
)

// OutboxFilter chooses among the notices that are not delivered. The zero value is all of
// them.
type OutboxFilter struct {
	Scope string // its name; empty: all
	Sink  string // its name; empty: all
}

func (f OutboxFilter) where() (string, []any) {
	condition, args := `sent = 0`, []any{}
	if f.Scope != "" {
		args = append(args, report.CleanWhole(f.Scope))
		condition += ` AND scope = ` + parameters(len(args), 1)
	}
	if f.Sink != "" {
		args = append(args, f.Sink)
		condition += ` AND sink = ` + parameters(len(args), 1)
	}
	return condition, args
}

// Outbox are the notices of a filter that are not delivered, the oldest first.
func (s *Store) Outbox(ctx context.Context, f OutboxFilter) ([]Notice, error) {
	all, err := s.outbox(ctx, f)
	return all, s.inOurWords(ctx, "list the notices", err)
}

// Drop removes notices that are not delivered, and returns which of the IDs there were, in
// order. Their sinks do not get them, and what they report counts as reported.
func (s *Store) Drop(ctx context.Context, ids ...int64) (dropped []int64, err error) {
	err = s.inTransaction(ctx, "drop notices", func(tx *sql.Tx) error {
		for _, id := range ids {
			result, err := tx.ExecContext(ctx, `DELETE FROM notice WHERE id = $1 AND sent = 0`, id)
			if err != nil {
				return err
			}
			if n, err := result.RowsAffected(); err != nil {
				return err
			} else if n > 0 {
				dropped = append(dropped, id)
			}
		}
		return nil
	})
	slices.Sort(dropped)
	return dropped, err
}

// Undelivered is how many notices of a scope are not delivered, by the name of the sink. A
// sink that got something of the scope before has 0.
func (s *Store) Undelivered(ctx context.Context, scope string) (map[string]int, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT sink, SUM(pending) FROM (
		SELECT sink, CASE WHEN sent = 0 THEN 1 ELSE 0 END AS pending FROM notice WHERE scope = $1
		UNION ALL SELECT sink, 0 FROM notice_known WHERE scope = $1) AS known GROUP BY sink`, report.CleanWhole(scope))
	if err != nil {
		return nil, s.inOurWords(ctx, "count the notices", err)
	}
	type row struct {
		sink    string
		pending int
	}
	found, err := scanAll(rows, func(r *row) []any { return []any{&r.sink, &r.pending} })
	counts := map[string]int{}
	for _, r := range found {
		counts[r.sink] = r.pending
	}
	return counts, s.inOurWords(ctx, "count the notices", err)
}
