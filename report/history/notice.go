package history

import (
	"context"
	"database/sql"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
)

// Notice is a message about a cluster that a sink is to get. It is written with the run that
// gave rise to it, whole or not at all, and stays until it is delivered.
type Notice struct {
	ID       int64  // 0: it is not in a history yet
	Key      string // the same whenever it is sent: a receiver that has seen it drops it
	Scope    string
	Run      string // the ID of the run that gave rise to it
	Sink     string // where it goes, by its name
	Cluster  string
	Created  time.Time
	Attempts int       // that failed
	Next     time.Time // when it may be tried again
	Problem  string    // of the last attempt, in our words; empty: there was none
	Body     []byte
}

// Known is what was reported to a sink of a cluster in a scope, in a form that the history does not
// look into.
type Known struct {
	Sink    string
	Cluster string
	Body    []byte // nil: nothing is known any more
}

// Composer makes the notices of a run from what the sinks know, and returns what they are to
// know once those are delivered. Run is the ID of the run.
type Composer func(run string, known []Known) (now []Known, notices []Notice, err error)

// keptNotices is how long a notice stays after it was delivered.
const keptNotices = 30 * 24 * time.Hour

// notices writes the notices of a run, in its transaction.
func (w *writer) notices(ctx context.Context, run string, o Origin) error {
	known, err := w.knownBySinks(ctx, o.Scope)
	if err != nil {
		return err
	}
	now, notices, err := o.Compose(run, known)
	if err != nil {
		return &Error{Message: "the notices cannot be written: " + err.Error()}
	}
	for _, k := range now {
		if err := w.know(ctx, o.Scope, k); err != nil {
			return err
		}
	}
	for _, n := range notices {
		if _, err := w.tx.ExecContext(ctx, `INSERT INTO notice (key, scope, run, sink, cluster, created, attempts, next_try, sent, problem, body)
			VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, '', $7) ON CONFLICT (key) DO NOTHING`, n.Key, o.Scope, run, n.Sink, report.CleanWhole(n.Cluster), seconds(o.At), n.Body); err != nil {
			return err
		}
	}
	_, err = w.tx.ExecContext(ctx, `DELETE FROM notice WHERE sent > 0 AND sent < $1`, o.At.Add(-keptNotices).Unix())
	return err
}

func (w *writer) knownBySinks(ctx context.Context, scope string) ([]Known, error) {
	rows, err := w.tx.QueryContext(ctx, `SELECT sink, cluster, body FROM notice_known WHERE scope = $1 ORDER BY sink, cluster`, scope)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, func(k *Known) []any { return []any{&k.Sink, &k.Cluster, &k.Body} })
}

func (w *writer) know(ctx context.Context, scope string, k Known) error {
	statement, args := `DELETE FROM notice_known WHERE scope = $1 AND sink = $2 AND cluster = $3`, []any{scope, k.Sink, k.Cluster}
	if k.Body != nil {
		statement = `INSERT INTO notice_known (scope, sink, cluster, body) VALUES ($1, $2, $3, $4) ON CONFLICT (scope, sink, cluster) DO UPDATE SET body = excluded.body`
		args = append(args, k.Body)
	}
	_, err := w.tx.ExecContext(ctx, statement, args...)
	return err
}

// Pending are the notices of a scope that are not delivered, the oldest first.
func (s *Store) Pending(ctx context.Context, scope string) ([]Notice, error) {
	return s.Outbox(ctx, OutboxFilter{Scope: scope})
}

func (s *Store) outbox(ctx context.Context, f OutboxFilter) ([]Notice, error) {
	where, args := f.where()
	//nolint:gosec // where is made of constants and numbered parameters
	rows, err := s.db.QueryContext(ctx, `SELECT id, key, scope, run, sink, cluster, created, attempts, next_try, problem, body FROM notice WHERE `+where+` ORDER BY id`, args...)
	if err != nil {
		return nil, err
	}
	type row struct {
		created, next int64
		notice        Notice
	}
	found, err := scanAll(rows, func(r *row) []any {
		n := &r.notice
		return []any{&n.ID, &n.Key, &n.Scope, &n.Run, &n.Sink, &n.Cluster, &r.created, &n.Attempts, &r.next, &n.Problem, &n.Body}
	})
	all := make([]Notice, 0, len(found))
	for _, r := range found {
		r.notice.Created, r.notice.Next = fromUnix(r.created), fromUnix(r.next)
		all = append(all, r.notice)
	}
	return all, err
}

// Delivered notes that a notice reached its sink: it is not pending any more.
func (s *Store) Delivered(ctx context.Context, id int64, at time.Time) error {
	return s.noticed(ctx, `UPDATE notice SET sent = $1, problem = '' WHERE id = $2`, seconds(at), id)
}

// Failed notes that a notice did not reach its sink, why, and when it may be tried again.
func (s *Store) Failed(ctx context.Context, id int64, next time.Time, problem string) error {
	return s.noticed(ctx, `UPDATE notice SET attempts = attempts + 1, next_try = $1, problem = $2 WHERE id = $3`, seconds(next), problem, id)
}

func (s *Store) noticed(ctx context.Context, statement string, args ...any) error {
	return s.inTransaction(ctx, "note what became of a notice", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement, args...)
		return err
	})
}
