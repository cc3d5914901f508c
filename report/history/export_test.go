package history

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/clusterdrift/clusterdrift/report"
)

// Growth adds runs to an empty history faster than Record, so that one of many years can be
// measured. The writer is the same; what it would read of the index anew for each run is kept,
// many runs are committed at once, and the reports of a run are those of one of the first
// nights, which are as large. Nothing else may write at the same time.
type Growth struct {
	store *Store
	known map[string]map[subjectKey]knownSubject
	tx    *sql.Tx
	added int
}

// NewGrowth begins one.
func NewGrowth(s *Store) *Growth {
	return &Growth{store: s, known: map[string]map[subjectKey]knownSubject{}}
}

// Night is a result that is to be added to histories.
type Night struct {
	result *report.Result
	packed packed
}

// PackedNight packs a result whole, as Record does.
func PackedNight(r *report.Result) (Night, error) {
	p, err := pack(r)
	return Night{r, p}, err
}

// LikeNight is a result with the reports of another night.
func LikeNight(r *report.Result, n int, other Night) Night {
	p := packed{uid: fmt.Sprintf("%012x", n), head: other.packed.head, bodies: other.packed.bodies}
	for _, c := range r.Clusters {
		p.seen = append(p.seen, observed(c, r.Selection))
	}
	return Night{r, p}
}

// growthRuns are added with one transaction.
const growthRuns = 50

// Add adds a run.
func (g *Growth) Add(ctx context.Context, n Night, o Origin) (err error) {
	if g.tx == nil {
		if g.tx, err = g.store.db.BeginTx(ctx, nil); err != nil {
			return err
		}
	}
	w := &writer{g.tx, g.store.engine}
	run, err := w.run(ctx, n.result, n.packed, o)
	if err != nil {
		return err
	}
	for i, body := range n.packed.bodies {
		if err := g.visit(ctx, w, run, n, i, body); err != nil {
			return err
		}
	}
	if g.added++; g.added == growthRuns {
		return g.Commit()
	}
	return nil
}

// Commit commits what was added.
func (g *Growth) Commit() error {
	if g.tx == nil {
		return nil
	}
	tx := g.tx
	g.tx, g.added = nil, 0
	return tx.Commit()
}

func (g *Growth) visit(ctx context.Context, w *writer, run int64, n Night, i int, body []byte) error {
	o := n.packed.seen[i]
	id, seq, err := w.begin(ctx, run, startOf(n.result), o.cluster, body)
	if err != nil {
		return err
	}
	nodes, err := w.nodes(ctx, id, o.names)
	if err != nil {
		return err
	}
	if err := w.visitNodes(ctx, id, seq, o.cluster, nodes); err != nil {
		return err
	}
	known := g.known[o.cluster.Name]
	if err := w.spans(ctx, id, seq, o.saw, known, nodes); err != nil {
		return err
	}
	for k := range o.saw.states {
		if _, had := known[k]; !had { // its id is in the database alone
			g.known[o.cluster.Name], err = w.known(ctx, id, nodes)
			return err
		}
	}
	for k, was := range known {
		now, lasts := o.saw.states[k]
		known[k] = knownSubject{was.id, lasts, now}
	}
	return nil
}

// URL is the URL of a PostgreSQL database, with what String leaves out.
func (p Place) URL() string { return p.url.String() }
