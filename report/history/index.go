package history

import (
	"context"
	"maps"
	"slices"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// indexed is a cluster with only what is indexed, cleaned as its report is.
func indexed(c report.Cluster) report.Cluster {
	out := report.Cluster{Name: report.CleanWhole(c.Name), Counts: c.Counts, Selection: c.Selection}
	for _, n := range c.Nodes {
		out.Nodes = append(out.Nodes, report.Node{Name: report.CleanWhole(n.Name), State: n.State, Baseline: report.CleanWhole(n.Baseline), Counts: n.Counts})
	}
	out.Findings = make([]report.Finding, len(c.Findings))
	for i, f := range c.Findings {
		one := &out.Findings[i]
		one.ID, one.Node, one.Got, one.Reason = report.CleanWhole(f.ID), report.CleanWhole(f.Node), report.CleanWhole(f.Got), report.CleanWhole(f.Reason)
		one.Status, one.Severity, one.Fingerprint = f.Status, f.Severity, report.CleanWhole(f.Fingerprint)
		if f.Waiver != nil {
			one.Waiver = report.Cleaned(f.Waiver)
		}
	}
	return out
}

// observation is what is indexed of a cluster. It is worked out before a database is locked
// for writing.
type observation struct {
	cluster report.Cluster
	names   []string // of its nodes, sorted
	saw     sight
}

// observed takes what is indexed of a cluster that is clean.
func observed(c report.Cluster, narrowed *report.Narrowing) observation {
	names := map[string]bool{}
	for _, n := range c.Nodes {
		names[n.Name] = true
	}
	for i := range c.Findings { // one may name a node that the cluster does not list
		names[c.Findings[i].Node] = true
	}
	delete(names, "")
	return observation{c, slices.Sorted(maps.Keys(names)), sighting(c, narrowed != nil)}
}

// index brings nodes and spans up to date with a visit. One that is older than others of
// the cluster has the spans since then made again, from the reports.
func (w *writer) index(ctx context.Context, cluster, seq int64, o observation) error {
	later, err := w.later(ctx, cluster, seq)
	if err != nil {
		return err
	}
	if len(later) == 0 {
		return w.observe(ctx, cluster, seq, o)
	}
	if err := w.rewind(ctx, cluster, seq); err != nil {
		return err
	}
	if err := w.observe(ctx, cluster, seq, o); err != nil {
		return err
	}
	return w.replay(ctx, cluster, later)
}

// later are the visits after seq, in order.
func (w *writer) later(ctx context.Context, cluster, seq int64) ([]int64, error) {
	rows, err := w.tx.QueryContext(ctx, `SELECT seq FROM visit WHERE cluster_id = $1 AND seq > $2 ORDER BY seq`, cluster, seq)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, func(n *int64) []any { return []any{n} })
}

// replay observes visits again, from their reports.
func (w *writer) replay(ctx context.Context, cluster int64, visits []int64) error {
	var reader record.Reader
	for _, seq := range visits {
		var body []byte
		if err := w.tx.QueryRowContext(ctx, `SELECT body FROM report WHERE cluster_id = $1 AND seq = $2`, cluster, seq).Scan(&body); err != nil {
			return orPruned(err)
		}
		r, err := unpackCluster(body, &reader)
		if err != nil {
			return err
		}
		if _, err := w.tx.ExecContext(ctx, `DELETE FROM visit_node WHERE cluster_id = $1 AND seq = $2`, cluster, seq); err != nil {
			return err
		}
		if err := w.observe(ctx, cluster, seq, observed(r.Clusters[0], r.Selection)); err != nil {
			return err
		}
	}
	return nil
}

// rewind makes the spans of a cluster what they were before the visit seq.
func (w *writer) rewind(ctx context.Context, cluster, seq int64) error {
	before, err := w.before(ctx, cluster, seq)
	if err != nil {
		return err
	}
	if before == 0 { // what reaches over pruned visits is known to have lasted until seq
		before = seq
	}
	if _, err := w.tx.ExecContext(ctx, `DELETE FROM span WHERE cluster_id = $1 AND first_seq >= $2`, cluster, seq); err != nil {
		return err
	}
	_, err = w.tx.ExecContext(ctx, `UPDATE span SET last_seq = NULL, ended = NULL WHERE cluster_id = $1 AND last_seq >= $2`, cluster, before)
	return err
}

// before is the visit before seq; 0: there is none.
func (w *writer) before(ctx context.Context, cluster, seq int64) (n int64, err error) {
	err = w.tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), 0) FROM visit WHERE cluster_id = $1 AND seq < $2`, cluster, seq).Scan(&n)
	return n, err
}

// observe notes what the last visit of a cluster saw.
func (w *writer) observe(ctx context.Context, cluster, seq int64, o observation) error {
	nodes, err := w.nodes(ctx, cluster, o.names)
	if err != nil {
		return err
	}
	if err := w.visitNodes(ctx, cluster, seq, o.cluster, nodes); err != nil {
		return err
	}
	known, err := w.known(ctx, cluster, nodes)
	if err != nil {
		return err
	}
	return w.spans(ctx, cluster, seq, o.saw, known, nodes)
}

// nodes are the ids of the nodes of a cluster by their names. Those of names are added when
// they are new.
func (w *writer) nodes(ctx context.Context, cluster int64, names []string) (map[string]int64, error) {
	ids, err := w.nodeIDs(ctx, cluster)
	if err != nil {
		return nil, err
	}
	var rows [][]any
	for _, name := range names {
		if _, known := ids[name]; !known {
			rows = append(rows, []any{cluster, name})
		}
	}
	if len(rows) == 0 {
		return ids, nil
	}
	if err := w.insert(ctx, `node (cluster_id, name)`, rows, `ON CONFLICT (cluster_id, name) DO NOTHING`); err != nil {
		return nil, err
	}
	return w.nodeIDs(ctx, cluster)
}

func (w *writer) nodeIDs(ctx context.Context, cluster int64) (map[string]int64, error) {
	type row struct {
		id   int64
		name string
	}
	found, err := w.tx.QueryContext(ctx, `SELECT id, name FROM node WHERE cluster_id = $1`, cluster)
	if err != nil {
		return nil, err
	}
	all, err := scanAll(found, func(r *row) []any { return []any{&r.id, &r.name} })
	ids := map[string]int64{}
	for _, r := range all {
		ids[r.name] = r.id
	}
	return ids, err
}

func (w *writer) visitNodes(ctx context.Context, cluster, seq int64, c report.Cluster, ids map[string]int64) error {
	var rows [][]any
	for _, n := range c.NodesByName() {
		rows = append(rows, []any{cluster, seq, ids[n.Name], string(n.State), n.Counts.Drift, n.Counts.Unknown})
	}
	return w.insert(ctx, `visit_node (cluster_id, seq, node_id, state, drift, unknown)`, rows, "")
}
