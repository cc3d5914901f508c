package history

import (
	"context"
	"database/sql"
	"errors"

	"github.com/clusterdrift/clusterdrift/report"
)

// lockServer is how to lock a scope on a PostgreSQL server: by an advisory lock of a
// connection of its own. A table says who holds it.
func lockServer(ctx context.Context, p Place, scope string, as Holder) (attempt, func(), error) {
	s, err := Create(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	const doing = "lock the scope"
	conn, err := s.db.Conn(ctx)
	if err != nil {
		s.Close()
		return nil, nil, s.inOurWords(ctx, doing, err)
	}
	release := func() {
		_ = conn.Close()
		s.Close() // which ends the connection, and with it the lock
	}
	return func(ctx context.Context) (*Lock, Holder, error) {
		var locked bool
		if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, lockKey(scope)).Scan(&locked); err != nil {
			return nil, Holder{}, s.inOurWords(ctx, doing, err)
		}
		if !locked {
			by, err := holderOf(ctx, conn, scope)
			return nil, by, s.inOurWords(ctx, doing, err)
		}
		_, err := conn.ExecContext(ctx, `INSERT INTO audit_lock (scope, holder, since) VALUES ($1, $2, $3)
			ON CONFLICT (scope) DO UPDATE SET holder = excluded.holder, since = excluded.since`, scope, as.Name, seconds(as.Since))
		if err != nil {
			return nil, Holder{}, s.inOurWords(ctx, doing, err)
		}
		held := func(ctx context.Context) bool {
			var n int
			return conn.QueryRowContext(ctx, `SELECT 1`).Scan(&n) == nil
		}
		return &Lock{held: held, release: release}, Holder{}, nil
	}, release, nil
}

// holderOf is who holds the lock of a scope, as far as that is known.
func holderOf(ctx context.Context, conn *sql.Conn, scope string) (Holder, error) {
	var name string
	var since int64
	err := conn.QueryRowContext(ctx, `SELECT holder, since FROM audit_lock WHERE scope = $1`, scope).Scan(&name, &since)
	if errors.Is(err, sql.ErrNoRows) {
		return Holder{}, nil
	}
	return Holder{Name: report.Clean(name), Since: fromUnix(since)}, err
}
