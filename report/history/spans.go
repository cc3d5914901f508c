package history

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// subjectKey is a subject, and which of those that have its id on its node.
type subjectKey struct {
	Subject
	nth int
}

func (k subjectKey) compare(other subjectKey) int {
	return cmp.Or(cmp.Compare(k.Node, other.Node), cmp.Compare(k.ID, other.ID), cmp.Compare(k.nth, other.nth))
}

// state is what a span has throughout.
type state struct{ status, severity, got, waiver, fingerprint string }

// same reports whether two states are one span: fingerprints leave out what varies by
// itself, which results of format 1 do not have.
func (s state) same(other state) bool {
	if s.status != other.status || s.severity != other.severity {
		return false
	}
	if s.fingerprint == "" || other.fingerprint == "" {
		return s.got == other.got && s.waiver == other.waiver
	}
	return s.fingerprint == other.fingerprint
}

// shortest are the characters that a span keeps of a text.
const shortest = 120

func stateOf(f report.Finding) state {
	s := state{status: string(f.Status), severity: string(f.Severity), got: shortened(f.Got), fingerprint: f.Fingerprint}
	if f.Status == checks.Waived {
		s.waiver = shortened(f.WaivedBy())
	}
	return s
}

func shortened(text string) string {
	if all := []rune(text); len(all) > shortest {
		return string(all[:shortest-1]) + "…"
	}
	return text
}

// sight is what a visit saw, and why it did not see the rest.
type sight struct {
	states   map[subjectKey]state
	nodes    map[string]bool // that are in the report: whether they were read and judged
	blind    bool            // one of them was not
	narrowed bool            // requirements were left out
	part     bool            // nodes were left out
}

// sighting takes the findings of the nodes that were read. What a report says of the others
// is unknown to the last, and is no observation.
func sighting(c report.Cluster, narrowed bool) sight {
	s := sight{states: map[subjectKey]state{}, nodes: map[string]bool{}, narrowed: narrowed, part: c.Selection != nil}
	judged := map[string]bool{}
	for i := range c.Findings {
		if checks.FamilyOf(c.Findings[i].ID) != "node" {
			judged[c.Findings[i].Node] = true
		}
	}
	for _, n := range c.Nodes {
		s.nodes[n.Name] = !n.Dark() && (n.Baseline != "" || judged[n.Name])
		s.blind = s.blind || !s.nodes[n.Name]
	}
	for i, k := range subjectsOf(c) {
		if k != nil {
			s.states[*k] = stateOf(c.Findings[i])
		}
	}
	return s
}

// subjectsOf are the subjects of the findings of a cluster, in their order; nil for those on
// nodes that were not read.
func subjectsOf(c report.Cluster) []*subjectKey {
	dark := c.DarkNodes()
	taken := map[Subject]int{}
	keys := make([]*subjectKey, len(c.Findings))
	for i, f := range c.Findings {
		if f.Node != "" && dark[f.Node] {
			continue
		}
		s := Subject{f.Node, f.ID}
		keys[i] = &subjectKey{s, taken[s]}
		taken[s]++
	}
	return keys
}

// whyGone is why a subject was not seen. Without one of the nodes a cluster as a whole may
// lack a finding that it has.
func (s sight) whyGone(k subjectKey) Ended {
	read, listed := s.nodes[k.Node]
	_, seen := s.states[subjectKey{Subject: k.Subject}]
	switch {
	case k.Node != "" && !listed && !s.part:
		return NodeGone
	case k.Node != "" && !read, s.narrowed, k.Node == "" && (s.part || s.blind && !seen):
		return NotObserved
	}
	return RequirementGone
}

// knownSubject is a subject of the index, and its span that lasts.
type knownSubject struct {
	id    int64
	lasts bool
	state state
}

// known are all subjects of a cluster, whose nodes have these ids. What lasts is looked up
// by itself: the spans of each subject become many over the years.
func (w *writer) known(ctx context.Context, cluster int64, nodes map[string]int64) (map[subjectKey]knownSubject, error) {
	lasting, err := w.lasting(ctx, cluster)
	if err != nil {
		return nil, err
	}
	rows, err := w.tx.QueryContext(ctx, `SELECT id, COALESCE(node_id, 0), finding, nth FROM subject WHERE cluster_id = $1`, cluster)
	if err != nil {
		return nil, err
	}
	type row struct {
		id, node int64
		key      subjectKey
	}
	all, err := scanAll(rows, func(r *row) []any { return []any{&r.id, &r.node, &r.key.ID, &r.key.nth} })
	names := make(map[int64]string, len(nodes))
	for name, id := range nodes {
		names[id] = name
	}
	known := make(map[subjectKey]knownSubject, len(all))
	for _, r := range all {
		r.key.Node = names[r.node]
		now, lasts := lasting[r.id]
		known[r.key] = knownSubject{r.id, lasts, now}
	}
	return known, err
}

// lasting are the states of the spans of a cluster that last, by the ids of their subjects.
func (w *writer) lasting(ctx context.Context, cluster int64) (map[int64]state, error) {
	rows, err := w.tx.QueryContext(ctx, `SELECT subject_id, status, severity, got, waiver, fingerprint FROM span WHERE cluster_id = $1 AND last_seq IS NULL`, cluster)
	if err != nil {
		return nil, err
	}
	type row struct {
		id    int64
		state state
	}
	all, err := scanAll(rows, func(r *row) []any {
		return []any{&r.id, &r.state.status, &r.state.severity, &r.state.got, &r.state.waiver, &r.state.fingerprint}
	})
	states := make(map[int64]state, len(all))
	for _, r := range all {
		states[r.id] = r.state
	}
	return states, err
}

// spans ends those that the visit did not see any more, and begins what it saw anew.
func (w *writer) spans(ctx context.Context, cluster, seq int64, s sight, known map[subjectKey]knownSubject, nodes map[string]int64) error {
	ended := map[Ended][]any{}
	for k, was := range known {
		now, seen := s.states[k]
		switch {
		case !was.lasts, seen && now.same(was.state):
		case seen:
			ended[Changed] = append(ended[Changed], was.id)
		default:
			ended[s.whyGone(k)] = append(ended[s.whyGone(k)], was.id)
		}
	}
	if err := w.end(ctx, cluster, seq, ended); err != nil {
		return err
	}
	var begun []subjectKey
	for k, now := range s.states {
		if was := known[k]; !was.lasts || !now.same(was.state) {
			begun = append(begun, k)
		}
	}
	slices.SortFunc(begun, subjectKey.compare)
	ids, err := w.subjects(ctx, cluster, begun, known, nodes)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, k := range begun {
		now := s.states[k]
		rows = append(rows, []any{ids[k], cluster, seq, now.status, now.severity, now.got, now.waiver, now.fingerprint})
	}
	return w.insert(ctx, `span (subject_id, cluster_id, first_seq, status, severity, got, waiver, fingerprint)`, rows, "")
}

// end ends spans with the visit before seq.
func (w *writer) end(ctx context.Context, cluster, seq int64, ended map[Ended][]any) error {
	if len(ended) == 0 {
		return nil
	}
	before, err := w.before(ctx, cluster, seq)
	if err != nil {
		return err
	}
	for _, why := range slices.Sorted(maps.Keys(ended)) {
		for ids := range slices.Chunk(ended[why], maxRows) {
			//nolint:gosec // what is added are numbered parameters
			statement := `UPDATE span SET last_seq = $1, ended = $2 WHERE last_seq IS NULL AND subject_id IN (` + parameters(3, len(ids)) + `)`
			if _, err := w.tx.ExecContext(ctx, statement, append([]any{before, string(why)}, ids...)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxRows is how many rows are named in one statement.
const maxRows = 500

// parameters are n of them, "$3, $4".
func parameters(first, n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("$%d", first+i))
	}
	return strings.Join(all, ", ")
}

// subjects are the ids of subjects, those that are new included.
func (w *writer) subjects(ctx context.Context, cluster int64, wanted []subjectKey, known map[subjectKey]knownSubject, nodes map[string]int64) (map[subjectKey]int64, error) {
	ids := map[subjectKey]int64{}
	var rows [][]any
	for _, k := range wanted {
		if was, ok := known[k]; ok {
			ids[k] = was.id
			continue
		}
		var node any
		if k.Node != "" {
			node = nodes[k.Node]
		}
		rows = append(rows, []any{cluster, node, k.ID, k.nth})
	}
	if len(rows) == 0 {
		return ids, nil
	}
	if err := w.insert(ctx, `subject (cluster_id, node_id, finding, nth)`, rows, ""); err != nil {
		return nil, err
	}
	all, err := w.known(ctx, cluster, nodes)
	for _, k := range wanted {
		ids[k] = all[k].id
	}
	return ids, err
}

// orPruned says what the lack of a report means.
func orPruned(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return &Error{Message: "reports of later runs of the cluster were pruned, so an older run cannot be put before them", Hint: "record it in another history"}
	}
	return err
}
