package history

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/clusterdrift/clusterdrift/report"
)

// ids are rows of fact_section or fact_set by their digests.
type ids map[digest]int64

// facts adds the sections and sets of a run that the history has not, and returns the ids
// of its sets. It comes before the rows of clusters: every process takes sections in the
// order of their digests, and then clusters, so none waits for another that waits for it.
func (w *writer) facts(ctx context.Context, run int64, p *packedFacts) (ids, error) {
	if p == nil {
		return nil, nil
	}
	if _, err := w.tx.ExecContext(ctx, `UPDATE run SET facts = $1 WHERE id = $2`, p.nodes(), run); err != nil {
		return nil, err
	}
	sections, _, err := w.contents(ctx, "fact_section", "digest, section, body", inOrder(p.sections), func(d digest) []any {
		return []any{d[:], p.sections[d].key, p.sections[d].body}
	})
	if err != nil {
		return nil, err
	}
	sets, added, err := w.contents(ctx, "fact_set", "digest", inOrder(p.sets), func(d digest) []any { return []any{d[:]} })
	if err != nil {
		return nil, err
	}
	var members [][]any
	for _, d := range added {
		for _, section := range p.sets[d] {
			members = append(members, []any{sets[d], sections[section]})
		}
	}
	return sets, w.insert(ctx, `fact_set_section (set_id, section_id)`, members, `ON CONFLICT (set_id, section_id) DO NOTHING`)
}

func inOrder[V any](by map[digest]V) []digest {
	return slices.SortedFunc(maps.Keys(by), compareDigests)
}

// contents are the ids of rows by their digests. Those that are missing are added, with
// what row says of each; another process may do the same.
func (w *writer) contents(ctx context.Context, table, columns string, wanted []digest, row func(digest) []any) (known ids, added []digest, err error) {
	if known, err = w.idsOf(ctx, table, wanted); err != nil {
		return nil, nil, err
	}
	var rows [][]any
	for _, d := range wanted {
		if _, there := known[d]; !there {
			rows, added = append(rows, row(d)), append(added, d)
		}
	}
	for part := range slices.Chunk(rows, maxRows) { // they may be large
		if err := w.insert(ctx, table+` (`+columns+`)`, part, `ON CONFLICT (digest) DO NOTHING`); err != nil {
			return nil, nil, err
		}
	}
	now, err := w.idsOf(ctx, table, added)
	maps.Copy(known, now)
	return known, added, err
}

// idsOf are the ids of the rows that are there.
func (w *writer) idsOf(ctx context.Context, table string, wanted []digest) (ids, error) {
	known := ids{}
	for part := range slices.Chunk(wanted, maxRows) {
		var args []any
		for _, d := range part {
			args = append(args, d[:])
		}
		//nolint:gosec // what is added is a constant, and numbered parameters
		rows, err := w.tx.QueryContext(ctx, `SELECT id, digest FROM `+table+` WHERE digest IN (`+parameters(1, len(part))+`)`, args...)
		if err != nil {
			return nil, err
		}
		type row struct {
			id     int64
			digest []byte
		}
		found, err := scanAll(rows, func(r *row) []any { return []any{&r.id, &r.digest} })
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if len(r.digest) == len(digest{}) {
				known[digest(r.digest)] = r.id
			}
		}
	}
	return known, nil
}

// clusterFacts adds the facts of a cluster to the visit of a run. The nodes are those of
// its report.
func (w *writer) clusterFacts(ctx context.Context, run int64, cluster string, c clusterFacts, sets ids) error {
	if len(c.sets) == 0 {
		return nil
	}
	var id, seq int64
	err := w.tx.QueryRowContext(ctx, `SELECT v.cluster_id, v.seq FROM visit v JOIN cluster c ON c.id = v.cluster_id WHERE v.run_id = $1 AND c.name = $2`,
		run, report.CleanWhole(cluster)).Scan(&id, &seq)
	if err != nil {
		return err
	}
	if _, err := w.tx.ExecContext(ctx, `INSERT INTO visit_facts (cluster_id, seq, body) VALUES ($1, $2, $3)`, id, seq, c.heads); err != nil {
		return err
	}
	nodes, err := w.nodeIDs(ctx, id)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, name := range slices.Sorted(maps.Keys(c.sets)) {
		node, known := nodes[name]
		if !known {
			return &Error{Message: "the report on " + report.Clean(cluster) + " does not have the node " + report.Clean(name) + ", of which there are facts"}
		}
		rows = append(rows, []any{id, seq, node, sets[c.sets[name]]})
	}
	return w.insert(ctx, `visit_node_facts (cluster_id, seq, node_id, set_id)`, rows, "")
}

// dropFacts removes the facts of the visits that meet a condition.
func dropFacts(visits string) []string {
	return []string{`DELETE FROM visit_node_facts WHERE ` + visits, `DELETE FROM visit_facts WHERE ` + visits}
}

// sweepFacts removes sets and sections that no node has any more.
func sweepFacts() []string {
	return []string{
		`DELETE FROM fact_set_section WHERE set_id IN (SELECT s.id FROM fact_set s WHERE NOT EXISTS (SELECT 1 FROM visit_node_facts v WHERE v.set_id = s.id))`,
		`DELETE FROM fact_set WHERE NOT EXISTS (SELECT 1 FROM visit_node_facts v WHERE v.set_id = fact_set.id)`,
		`DELETE FROM fact_section WHERE NOT EXISTS (SELECT 1 FROM fact_set_section s WHERE s.section_id = fact_section.id)`,
	}
}

// While a run relies on sections that are there, none is swept: recording with facts and
// sweeping exclude each other. SQLite has one writer at a time anyway. The lock is taken
// before any row is.

// factsLock is the number of the lock among those of the database's applications.
const factsLock = 0x636c7573 // "clus"

func (sqlite) lockFacts(context.Context, *sql.Tx, bool) error { return nil }

func (postgres) lockFacts(ctx context.Context, tx *sql.Tx, sweeping bool) error {
	statement := `SELECT pg_advisory_xact_lock_shared($1)`
	if sweeping {
		statement = `SELECT pg_advisory_xact_lock($1)`
	}
	_, err := tx.ExecContext(ctx, statement, int64(factsLock))
	return err
}
