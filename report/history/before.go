package history

import (
	"context"
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/report"
)

// Recorded is the run of a result that is recorded already; false: it is not.
func (s *Store) Recorded(ctx context.Context, r *report.Result) (Run, bool, error) {
	runs, err := s.runs(ctx, "r.started = $1", []any{startOf(r).Unix()}, 0, 0)
	if err != nil || len(runs) == 0 {
		return Run{}, false, s.inOurWords(ctx, "find the run", err)
	}
	p, err := pack(r)
	if err != nil {
		return Run{}, false, &Error{Message: "the report cannot be written: " + err.Error()}
	}
	i := slices.IndexFunc(runs, func(run Run) bool { return run.ID == p.uid })
	if i < 0 {
		return Run{}, false, nil
	}
	return runs[i], true, nil
}

// Before is the last run of a scope before a result that has its reports; false: there is
// none. Run is the ID of the result where it is recorded, empty where it is not.
func (s *Store) Before(ctx context.Context, r *report.Result, scope Scope, run string) (Run, bool, error) {
	where, args := scope.Filter().where()
	start := startOf(r).Unix()
	if run == "" {
		where, args = fmt.Sprintf("%s AND r.started <= $%d", where, len(args)+1), append(args, start)
	} else {
		where = fmt.Sprintf("%s AND (r.started < $%d OR r.started = $%d AND r.id < (SELECT o.id FROM run o WHERE o.uid = $%d))", where, len(args)+1, len(args)+2, len(args)+3)
		args = append(args, start, start, run)
	}
	runs, err := s.runs(ctx, where+" AND r.head IS NOT NULL", args, 1, 0)
	if err != nil || len(runs) == 0 {
		return Run{}, false, s.inOurWords(ctx, "find the run before", err)
	}
	return runs[0], true, nil
}

// TrendUntil is how a cluster of a result developed in a scope until then: its last visits
// before, at most so many, the oldest first.
func (s *Store) TrendUntil(ctx context.Context, r *report.Result, cluster string, scope Scope, run string, most int) ([]Visit, error) {
	visits, err := s.trendUntil(ctx, r, report.CleanWhole(cluster), scope, run, most)
	return visits, s.inOurWords(ctx, "read the trend of "+report.Clean(cluster), err)
}

func (s *Store) trendUntil(ctx context.Context, r *report.Result, cluster string, scope Scope, run string, most int) ([]Visit, error) {
	seq, err := s.seqOf(ctx, r, cluster, run)
	if err != nil {
		return nil, err
	}
	where, args := scope.Filter().where()
	n := len(args)
	//nolint:gosec // where is made of constants and numbered parameters
	statement := fmt.Sprintf(`SELECT r.uid, v.seq, v.nodes, v.dark, v.drift, v.unknown, v.pass, v.waived, v.critical, v.high
		FROM visit v JOIN cluster k ON k.id = v.cluster_id JOIN run r ON r.id = v.run_id JOIN scope s ON s.id = r.scope_id
		WHERE %s AND k.name = $%d AND v.seq < $%d ORDER BY v.seq DESC LIMIT $%d`, where, n+1, n+2, n+3)
	rows, err := s.db.QueryContext(ctx, statement, append(args, cluster, seq, most)...)
	if err != nil {
		return nil, err
	}
	visits, err := scanVisits(rows)
	slices.Reverse(visits)
	return visits, err
}
