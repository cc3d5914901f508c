package history

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
)

// Filter chooses runs. The zero value is all of them.
type Filter struct {
	Scope   string // its name; empty: all
	Cluster string // its name; empty: all
	Limit   int    // the last so many; 0: all
	Skip    int    // the last so many are left out first; only with a Limit

	former         string   // as Scope.Former
	formerClusters []string // as Scope.Clusters
}

// Runs are the recorded runs, the last first.
func (s *Store) Runs(ctx context.Context, f Filter) ([]Run, error) {
	where, args := f.where()
	runs, err := s.runs(ctx, where, args, f.Limit, f.Skip)
	return runs, s.inOurWords(ctx, "list the runs", err)
}

func (f Filter) where() (string, []any) {
	conditions, args := []string{"1 = 1"}, []any{}
	if f.Scope != "" {
		args = append(args, f.Scope)
		condition := fmt.Sprintf("s.name = $%d", len(args))
		if f.former != "" && len(f.formerClusters) > 0 {
			args = append(args, f.former)
			condition = fmt.Sprintf("(%s OR s.name = $%d AND r.id IN (SELECT v.run_id FROM visit v JOIN cluster c ON c.id = v.cluster_id WHERE c.name IN (%s)))",
				condition, len(args), parameters(len(args)+1, len(f.formerClusters)))
			for _, c := range f.formerClusters {
				args = append(args, c)
			}
		}
		conditions = append(conditions, condition)
	}
	if f.Cluster != "" {
		args = append(args, f.Cluster)
		conditions = append(conditions, fmt.Sprintf("r.id IN (SELECT v.run_id FROM visit v JOIN cluster c ON c.id = v.cluster_id WHERE c.name = $%d)", len(args)))
	}
	return strings.Join(conditions, " AND "), args
}

// run is the one with an ID.
func (s *Store) run(ctx context.Context, uid string) (Run, error) {
	runs, err := s.runs(ctx, "r.uid = $1", []any{uid}, 1, 0)
	if err == nil && len(runs) == 0 {
		err = noRun()
	}
	if err != nil {
		return Run{}, s.inOurWords(ctx, "read run "+report.Clean(uid), err)
	}
	return runs[0], nil
}

func (s *Store) runs(ctx context.Context, where string, args []any, limit, skip int) ([]Run, error) {
	//nolint:gosec // where is made of constants and numbered parameters
	statement := `SELECT r.id, r.uid, s.name, r.started, r.finished, r.recorded, r.tool, r.host, r.exit_code, r.exit_reason,
		r.nodes, r.dark, r.drift, r.unknown, r.pass, r.waived, r.head IS NOT NULL, r.facts
		FROM run r JOIN scope s ON s.id = r.scope_id WHERE ` + where + ` ORDER BY r.started DESC, r.id DESC`
	statement += part(limit, skip)
	rows, err := s.db.QueryContext(ctx, statement, args...)
	if err != nil {
		return nil, err
	}
	type row struct {
		id                          int64
		started, finished, recorded int64
		run                         Run
	}
	found, err := scanAll(rows, func(r *row) []any {
		n := &r.run
		return []any{&r.id, &n.ID, &n.Scope, &r.started, &r.finished, &r.recorded, &n.Tool, &n.Host, &n.Exit.Code, &n.Exit.Reason,
			&n.Counts.Nodes, &n.Counts.Dark, &n.Counts.Drift, &n.Counts.Unknown, &n.Counts.Pass, &n.Counts.Waived, &n.Whole, &n.Facts}
	})
	if err != nil {
		return nil, err
	}
	clusters, err := s.clustersOf(ctx, where, args, limit, skip)
	if err != nil {
		return nil, err
	}
	runs := []Run{}
	for _, r := range found {
		r.run.Started, r.run.Finished, r.run.Recorded, r.run.Clusters = fromUnix(r.started), fromUnix(r.finished), fromUnix(r.recorded), clusters[r.id]
		runs = append(runs, r.run)
	}
	return runs, nil
}

// part is a clause for so many rows after those that are left out; a limit of 0 is all.
func part(limit, skip int) string {
	if limit == 0 {
		return ""
	}
	return " LIMIT " + strconv.Itoa(limit) + " OFFSET " + strconv.Itoa(skip)
}

// clustersOf are the names of the clusters of runs, by the id of the run.
func (s *Store) clustersOf(ctx context.Context, where string, args []any, limit, skip int) (map[int64][]string, error) {
	chosen := `SELECT r.id FROM run r JOIN scope s ON s.id = r.scope_id WHERE ` + where + ` ORDER BY r.started DESC, r.id DESC`
	chosen += part(limit, skip)
	//nolint:gosec // chosen is made of constants and numbered parameters
	rows, err := s.db.QueryContext(ctx, `SELECT v.run_id, c.name FROM visit v JOIN cluster c ON c.id = v.cluster_id WHERE v.run_id IN (`+chosen+`)`, args...)
	if err != nil {
		return nil, err
	}
	type row struct {
		run  int64
		name string
	}
	found, err := scanAll(rows, func(r *row) []any { return []any{&r.run, &r.name} })
	names := map[int64][]string{}
	for _, r := range found {
		names[r.run] = append(names[r.run], r.name)
	}
	for _, n := range names {
		slices.Sort(n)
	}
	return names, err
}

// Resolve finds a run by what a user writes: "last", "last~2" for the second before it,
// the first digits of an ID, at least four, or a time: the last run that had started by
// then, "2026-11-22" for the end of that day or "2026-11-22T09:30:00Z". Last and times are
// among the runs of the filter. The error is an *Error, and fs.ErrNotExist when it is the
// run that does not exist.
func (s *Store) Resolve(ctx context.Context, name string, f Filter) (Run, error) {
	runs, err := s.resolve(ctx, name, f)
	switch {
	case err != nil:
		return Run{}, s.inOurWords(ctx, "find run "+quoted(name), err)
	case len(runs) == 0:
		return Run{}, s.inOurWords(ctx, "find run "+quoted(name), noRun())
	}
	return runs[len(runs)-1], nil
}

var lastRun = regexp.MustCompile(`^last(~[0-9]{1,6})?$`)

// resolve returns runs of which the last is the one.
func (s *Store) resolve(ctx context.Context, name string, f Filter) ([]Run, error) {
	where, args := f.where()
	if lastRun.MatchString(name) {
		back, _ := strconv.Atoi(strings.TrimPrefix(strings.TrimPrefix(name, "last"), "~")) // none: 0
		runs, err := s.runs(ctx, where, args, back+1, 0)
		if err == nil && len(runs) <= back {
			return nil, tooFew(len(runs))
		}
		return runs, err
	}
	if until, ok := moment(name); ok {
		return s.runs(ctx, fmt.Sprintf("%s AND r.started < $%d", where, len(args)+1), append(args, until.Unix()), 1, 0)
	}
	if !idDigits.MatchString(name) {
		return nil, &Error{Message: "a run is named by last, last~1, the first digits of its ID or a date such as 2026-11-22", Hint: "clusterdrift history list shows the runs", Err: fs.ErrInvalid}
	}
	runs, err := s.runs(ctx, "r.uid LIKE $1", []any{name + "%"}, 2, 0)
	if len(runs) > 1 {
		return nil, &Error{Message: "several runs begin with it", Hint: "write more digits of the ID", Err: fs.ErrInvalid}
	}
	return runs, err
}

var idDigits = regexp.MustCompile(`^[0-9a-f]{4,12}$`)

// moment is the time, not included, until which runs are looked for.
func moment(text string) (time.Time, bool) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.AddDate(0, 0, 1), true
	}
	at, err := time.Parse(time.RFC3339, text)
	return at.Add(time.Second), err == nil
}

func noRun() *Error {
	return &Error{Message: "the history has no such run", Hint: "clusterdrift history list shows the runs", Err: fs.ErrNotExist}
}

func tooFew(n int) *Error {
	return &Error{Message: fmt.Sprintf("the history has only %d of them", n), Hint: "clusterdrift history list shows the runs", Err: fs.ErrNotExist}
}

// quoted is a word of the user in a message.
func quoted(text string) string { return fmt.Sprintf("%.60q", text) }
