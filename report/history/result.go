package history

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// Result is the result of a run as it was recorded, with its verdicts and exit code. Id is
// that of Run.ID, whole. The error is an *Error when there is no such run, or its reports
// were pruned.
func (s *Store) Result(ctx context.Context, id string) (*report.Result, error) {
	r, err := s.result(ctx, id)
	return r, s.inOurWords(ctx, "read run "+report.Clean(id), err)
}

func (s *Store) result(ctx context.Context, uid string) (*report.Result, error) {
	var run int64
	var head []byte
	err := s.db.QueryRowContext(ctx, `SELECT id, head FROM run WHERE uid = $1`, uid).Scan(&run, &head)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, noRun()
	case err != nil:
		return nil, err
	case head == nil:
		return nil, &Error{Message: "its reports were pruned", Hint: "clusterdrift history list shows which runs have theirs"}
	}
	var reader record.Reader
	r, err := unpack(head, &reader)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.QueryContext(ctx, `SELECT r.body FROM visit v JOIN cluster c ON c.id = v.cluster_id JOIN report r ON r.cluster_id = v.cluster_id AND r.seq = v.seq
		WHERE v.run_id = $1`, run)
	if err != nil {
		return nil, err
	}
	bodies, err := scanAll(rows, func(b *[]byte) []any { return []any{b} })
	if err != nil {
		return nil, err
	}
	r.Clusters = make([]report.Cluster, len(bodies))
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, body := range bodies {
		work.Go(func() error {
			one, err := unpackCluster(body, &reader)
			if err == nil {
				r.Clusters[i] = one.Clusters[0]
			}
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(r.Clusters, func(a, b report.Cluster) int { return strings.Compare(a.Name, b.Name) })
	return r, nil
}
