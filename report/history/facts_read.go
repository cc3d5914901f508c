package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/facts/sections"
	"github.com/clusterdrift/clusterdrift/report"
)

// EachFacts hands the facts of a run to take, those of a cluster in the order in which they
// were recorded, and ends with its first error. Each node is what facts.Parse makes of its
// document. Id is that of Run.ID, whole. The error is an *Error when there is no such run,
// or its facts were not kept.
func (s *Store) EachFacts(ctx context.Context, id string, take func(cluster string, n *facts.Node) error) error {
	var failed error // of take, whose words are not ours
	err := s.eachParts(ctx, id, func(cluster string, p sections.Parts) error {
		n, err := join(p)
		if err != nil {
			return err
		}
		failed = take(cluster, n)
		return failed
	})
	if failed != nil {
		return failed
	}
	return s.inOurWords(ctx, "read the facts of run "+report.Clean(id), err)
}

// join makes a document of its parts.
func join(p sections.Parts) (n *facts.Node, err error) {
	defer func() {
		if recover() != nil {
			n, err = nil, damagedFacts()
		}
	}()
	if n, err = sections.Join(p); err != nil {
		return nil, &Error{Message: err.Error(), Hint: "use the version of clusterdrift that recorded them, or a newer one"}
	}
	return n, nil
}

func damagedFacts() *Error {
	return &Error{Message: "facts in it are damaged", Hint: "restore the history from a backup"}
}

// eachParts hands over the documents of a run as they are kept.
func (s *Store) eachParts(ctx context.Context, uid string, take func(cluster string, p sections.Parts) error) error {
	var run, kept int64
	err := s.db.QueryRowContext(ctx, `SELECT id, facts FROM run WHERE uid = $1`, uid).Scan(&run, &kept)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return noRun()
	case err != nil:
		return err
	case kept == 0:
		return &Error{Message: "its facts were not kept", Hint: "a run has facts when they were kept as it was recorded"}
	}
	rows, err := s.db.QueryContext(ctx, `SELECT v.cluster_id, v.seq, c.name, f.body FROM visit v JOIN cluster c ON c.id = v.cluster_id
		JOIN visit_facts f ON f.cluster_id = v.cluster_id AND f.seq = v.seq WHERE v.run_id = $1`, run)
	if err != nil {
		return err
	}
	visits, err := scanAll(rows, func(v *factsVisit) []any { return []any{&v.cluster, &v.seq, &v.name, &v.body} })
	if err != nil {
		return err
	}
	slices.SortFunc(visits, func(a, b factsVisit) int { return strings.Compare(a.name, b.name) })
	for _, v := range visits {
		if err := s.visitParts(ctx, v, take); err != nil {
			return err
		}
	}
	return nil
}

// factsVisit is a visit with what its nodes have besides their sections.
type factsVisit struct {
	cluster, seq int64
	name         string
	body         []byte
}

func (s *Store) visitParts(ctx context.Context, v factsVisit, take func(cluster string, p sections.Parts) error) error {
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxHeads))
	if err != nil {
		return err
	}
	defer decoder.Close()
	document, err := decoder.DecodeAll(v.body, nil)
	var heads []sections.Head
	if err != nil || json.Unmarshal(document, &heads) != nil {
		return damagedFacts()
	}
	byNode, err := s.sectionsOf(ctx, v, decoder)
	if err != nil {
		return err
	}
	for _, h := range heads {
		var node struct{ Name string }
		if json.Unmarshal(h.Document, &node) != nil {
			return damagedFacts()
		}
		all, known := byNode[report.CleanWhole(node.Name)]
		if !known {
			return damagedFacts()
		}
		if err := take(v.name, sections.Parts{Head: h, Sections: all}); err != nil {
			return err
		}
	}
	return nil
}

// sectionsOf are the sections of each node of a visit.
func (s *Store) sectionsOf(ctx context.Context, v factsVisit, decoder *zstd.Decoder) (map[string][]sections.Section, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT n.name, COALESCE(m.section_id, 0) FROM visit_node_facts f JOIN node n ON n.id = f.node_id
		LEFT JOIN fact_set_section m ON m.set_id = f.set_id WHERE f.cluster_id = $1 AND f.seq = $2 ORDER BY n.name, m.section_id`, v.cluster, v.seq)
	if err != nil {
		return nil, err
	}
	type row struct {
		node    string
		section int64
	}
	found, err := scanAll(rows, func(r *row) []any { return []any{&r.node, &r.section} })
	if err != nil {
		return nil, err
	}
	wanted := map[int64]bool{}
	for _, r := range found {
		wanted[r.section] = true
	}
	delete(wanted, 0) // of a node without sections
	bodies, err := s.sections(ctx, slices.Sorted(maps.Keys(wanted)), decoder)
	if err != nil {
		return nil, err
	}
	byNode := map[string][]sections.Section{}
	for _, r := range found {
		if r.section == 0 {
			byNode[r.node] = nil
			continue
		}
		one, there := bodies[r.section]
		if !there {
			return nil, damagedFacts()
		}
		byNode[r.node] = append(byNode[r.node], one)
	}
	return byNode, nil
}

// sections reads sections by their ids.
func (s *Store) sections(ctx context.Context, wanted []int64, decoder *zstd.Decoder) (map[int64]sections.Section, error) {
	all := map[int64]sections.Section{}
	for part := range slices.Chunk(wanted, maxRows) {
		var args []any
		for _, id := range part {
			args = append(args, id)
		}
		//nolint:gosec // what is added are numbered parameters
		rows, err := s.db.QueryContext(ctx, `SELECT id, section, body FROM fact_section WHERE id IN (`+parameters(1, len(part))+`)`, args...)
		if err != nil {
			return nil, err
		}
		type row struct {
			id      int64
			section sections.Section
			body    []byte
		}
		found, err := scanAll(rows, func(r *row) []any { return []any{&r.id, &r.section.Key, &r.body} })
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if r.section.Body, err = decoder.DecodeAll(r.body, nil); err != nil || len(r.section.Body) > facts.MaxDocument {
				return nil, damagedFacts()
			}
			all[r.id] = r.section
		}
	}
	return all, nil
}
