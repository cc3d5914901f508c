package history

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
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

// ClusterResult is the result of a run with one of its clusters alone. Its exit code,
// warnings and baselines are those of the whole run. The error is as that of Result, and
// fs.ErrNotExist, too, when the run did not look at the cluster.
func (s *Store) ClusterResult(ctx context.Context, id, cluster string) (*report.Result, error) {
	r, err := s.clusterResult(ctx, id, cluster)
	return r, s.inOurWords(ctx, "read "+report.Clean(cluster)+" of run "+report.Clean(id), err)
}

func (s *Store) clusterResult(ctx context.Context, uid, cluster string) (*report.Result, error) {
	var reader record.Reader
	run, r, err := s.head(ctx, uid, &reader)
	if err != nil {
		return nil, err
	}
	var body []byte
	err = s.db.QueryRowContext(ctx, `SELECT r.body FROM visit v JOIN cluster c ON c.id = v.cluster_id JOIN report r ON r.cluster_id = v.cluster_id AND r.seq = v.seq
		WHERE v.run_id = $1 AND c.name = $2`, run, cluster).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &Error{Message: "the run did not look at the cluster", Hint: "clusterdrift history list shows the clusters of each run", Err: fs.ErrNotExist}
	}
	if err != nil {
		return nil, err
	}
	one, err := unpackCluster(body, &reader)
	if err != nil {
		return nil, err
	}
	r.Clusters = one.Clusters
	return r, nil
}

// head is what the result of a run says as a whole, with the key of the run.
func (s *Store) head(ctx context.Context, uid string, reader *record.Reader) (run int64, r *report.Result, err error) {
	var head []byte
	err = s.db.QueryRowContext(ctx, `SELECT id, head FROM run WHERE uid = $1`, uid).Scan(&run, &head)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, nil, noRun()
	case err != nil:
		return 0, nil, err
	case head == nil:
		return 0, nil, &Error{Message: "its reports were pruned", Hint: "clusterdrift history list shows which runs have theirs"}
	}
	r, err = unpack(head, reader)
	return run, r, err
}

func (s *Store) result(ctx context.Context, uid string) (*report.Result, error) {
	var reader record.Reader
	run, r, err := s.head(ctx, uid, &reader)
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
