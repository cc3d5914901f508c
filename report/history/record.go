package history

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report"
)

// Origin is what a history notes of a run besides its report.
type Origin struct {
	Scope string    // see DefaultScope; empty: where the names of the nodes come from, as the result has it
	Host  string    // the machine that records
	At    time.Time // when it records
	Facts Facts     // what the result was judged by, to be kept with it; nil: it is not
	// Compose makes the notices of the run, which are written with it; nil: there are none.
	Compose Composer
}

// Record adds a result, whole or not at all. The clusters of a result may be those of
// others that are recorded at the same time. A result that is in the history already is
// not added again; added reports whether it was. One that is older than others of its
// clusters takes its place among them.
func (s *Store) Record(ctx context.Context, r *report.Result, o Origin) (run Run, added bool, err error) {
	p, err := pack(r)
	if err != nil {
		return Run{}, false, &Error{Message: "the report cannot be written: " + err.Error()}
	}
	if p.facts, err = packFacts(ctx, r, o.Facts); err != nil {
		return Run{}, false, s.inOurWords(ctx, "record the run", err)
	}
	if added, err = s.add(ctx, r, p, o); err != nil {
		return Run{}, false, err
	}
	run, err = s.run(ctx, p.uid)
	return run, added, err
}

// add adds a result that is packed, unless it is there already.
func (s *Store) add(ctx context.Context, r *report.Result, p packed, o Origin) (added bool, err error) {
	if o.Scope == "" {
		o.Scope = formerScope(r)
	}
	o.Scope = report.CleanWhole(o.Scope)
	err = s.inTransaction(ctx, "record the run", func(tx *sql.Tx) error {
		w := &writer{tx, s.engine}
		if p.facts != nil {
			if err := s.engine.lockFacts(ctx, tx, false); err != nil {
				return err
			}
		}
		id, err := w.run(ctx, r, p, o)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		sets, err := w.facts(ctx, id, p.facts)
		added = err == nil
		for _, i := range byName(r.Clusters) {
			if err == nil {
				err = w.visit(ctx, id, startOf(r), p.seen[i], p.bodies[i])
			}
			if err == nil && p.facts != nil {
				err = w.clusterFacts(ctx, id, r.Clusters[i].Name, p.facts.clusters[i], sets)
			}
		}
		if err == nil && o.Compose != nil {
			err = w.notices(ctx, p.uid, o)
		}
		return err
	})
	return added && err == nil, err
}

// byName are the places of clusters in the order of their names: every process takes the
// rows of clusters in the same order, so none waits for another that waits for it.
func byName(clusters []report.Cluster) []int {
	places := make([]int, len(clusters))
	for i := range places {
		places[i] = i
	}
	slices.SortFunc(places, func(a, b int) int { return strings.Compare(clusters[a].Name, clusters[b].Name) })
	return places
}

// writer writes within one transaction.
type writer struct {
	tx     *sql.Tx
	engine engine
}

// ensure is the id of a row by what is unique in it. The row is locked until the end of
// the transaction.
func (w *writer) ensure(ctx context.Context, statement string, args ...any) (id int64, err error) {
	err = w.tx.QueryRowContext(ctx, statement, args...).Scan(&id)
	return id, err
}

// run adds the row of a run. The error is sql.ErrNoRows when it is there already.
func (w *writer) run(ctx context.Context, r *report.Result, p packed, o Origin) (int64, error) {
	scope, err := w.ensure(ctx, `INSERT INTO scope (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id`, o.Scope)
	if err != nil {
		return 0, err
	}
	c := countsOf(r.Counts)
	return w.ensure(ctx, `INSERT INTO run (uid, scope_id, started, finished, recorded, tool, host, exit_code, exit_reason, nodes, dark, drift, unknown, pass, waived, head)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (uid) DO NOTHING RETURNING id`,
		p.uid, scope, startOf(r).Unix(), seconds(r.Finished), seconds(o.At), report.CleanWhole(r.Tool.Version), report.CleanWhole(o.Host), r.Exit.Code, report.CleanWhole(r.Exit.Reason),
		c.Nodes, c.Dark, c.Drift, c.Unknown, c.Pass, c.Waived, p.head)
}

// startOf is the time of a result among others.
func startOf(r *report.Result) time.Time {
	for _, t := range []time.Time{r.Started, r.Judged, r.Finished} {
		if !t.IsZero() {
			return t
		}
	}
	return time.Unix(0, 0)
}

func countsOf(t report.Totals) Counts {
	return Counts{Nodes: t.Nodes.Total, Dark: t.Nodes.Dark(), Drift: t.Drift, Unknown: t.Unknown, Pass: t.Pass, Waived: t.Waived}
}

// visit adds a cluster of a run with its report, and brings the index up to date.
func (w *writer) visit(ctx context.Context, run int64, start time.Time, o observation, body []byte) error {
	cluster, seq, err := w.begin(ctx, run, start, o.cluster, body)
	if err != nil {
		return err
	}
	return w.index(ctx, cluster, seq, o)
}

// begin adds a visit with its report. It returns the id of the cluster, whose row is locked
// from then on, and the number of the visit.
func (w *writer) begin(ctx context.Context, run int64, start time.Time, c report.Cluster, body []byte) (id, seq int64, err error) {
	id, err = w.ensure(ctx, `INSERT INTO cluster (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id`, c.Name)
	if err != nil {
		return 0, 0, err
	}
	if seq, err = w.place(ctx, id, start.UnixMilli()); err != nil {
		return 0, 0, err
	}
	counts := countsOf(c.Counts)
	if _, err := w.tx.ExecContext(ctx, `INSERT INTO visit (cluster_id, seq, run_id, nodes, dark, drift, critical, high, unknown, pass, waived)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, id, seq, run, counts.Nodes, counts.Dark, counts.Drift,
		c.Counts.DriftBySeverity[baselines.Critical], c.Counts.DriftBySeverity[baselines.High], counts.Unknown, counts.Pass, counts.Waived); err != nil {
		return 0, 0, err
	}
	_, err = w.tx.ExecContext(ctx, `INSERT INTO report (cluster_id, seq, body) VALUES ($1, $2, $3)`, id, seq, body)
	return id, seq, err
}

// place is the number of a visit among those of its cluster: the start of the run in
// milliseconds, or the next one that is free.
func (w *writer) place(ctx context.Context, cluster, seq int64) (int64, error) {
	rows, err := w.tx.QueryContext(ctx, `SELECT seq FROM visit WHERE cluster_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`, cluster, seq, seq+maxAtOnce)
	if err != nil {
		return 0, err
	}
	taken, err := scanAll(rows, func(n *int64) []any { return []any{n} })
	if err != nil {
		return 0, err
	}
	for _, t := range taken {
		if t != seq {
			break
		}
		seq++
	}
	if len(taken) == maxAtOnce {
		return 0, &Error{Message: "it has 1000 runs that started in the same second"}
	}
	return seq, nil
}

// maxAtOnce is how many runs may start in one second, which is as exact as a report is.
const maxAtOnce = 1000

// scanAll reads all rows; fields are where the columns of one go.
func scanAll[T any](rows *sql.Rows, fields func(*T) []any) ([]T, error) {
	defer rows.Close() //nolint:errcheck // Err reports what failed
	var all []T
	for rows.Next() {
		var one T
		if err := rows.Scan(fields(&one)...); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
