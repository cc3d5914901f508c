package report

import (
	"iter"

	"github.com/clusterdrift/clusterdrift/remote/facts/packed"
)

// Packed are the findings of a cluster in little memory: what a baseline
// says of each requirement is kept once for the whole result, and the rest is compressed.
// What follows from the findings was counted before. It may be used by several goroutines.
type Packed struct {
	shelf *shelf
	data  []byte // []shelved, compressed
	tally tally
	then  []func([]Finding) []Finding // what is done with them when they are unpacked
}

// shelved is a finding without what its shelf has of it.
type shelved struct {
	Place   int // on the shelf, from 1; 0: the finding is whole
	Finding Finding
}

// Open returns the cluster with its findings unpacked: a copy, which is gone when the caller
// drops it.
func (c Cluster) Open() Cluster {
	if c.Packed != nil {
		c.Findings, c.Packed = c.Packed.findings(), nil
	}
	return c
}

// Each yields the clusters with their findings, one after the other, so that those of one
// cluster alone are unpacked at a time. What needs no finding may as well use Clusters.
func (r *Result) Each() iter.Seq2[int, Cluster] {
	return func(yield func(int, Cluster) bool) {
		for i := range r.Clusters {
			if !yield(i, r.Clusters[i].Open()) {
				return
			}
		}
	}
}

// Edit has each cluster changed, whether it is packed or not. What follows from the
// findings, Conclude has to work out again.
func (r *Result) Edit(change func(i int, c *Cluster)) {
	for i, c := range r.Each() {
		change(i, &c)
		if was := r.Clusters[i].Packed; was != nil {
			c.pack(was.shelf)
		}
		r.Clusters[i] = c
	}
}

// Pack packs the findings of all clusters. The result says the same as before.
func (r *Result) Pack() {
	shelf := newShelf()
	for i := range r.Clusters {
		if c := &r.Clusters[i]; c.Packed == nil {
			c.pack(shelf)
		}
	}
}

// pack counts the findings, and packs them.
func (c *Cluster) pack(s *shelf) {
	c.count()
	var all []shelved
	if c.Findings != nil {
		all = make([]shelved, len(c.Findings))
	}
	for i := range c.Findings {
		all[i] = s.put(c.Findings[i])
	}
	c.Packed = &Packed{shelf: s, data: s.compress(packed.Alone(&all)), tally: c.tally()}
	c.Findings = nil
}

// findings unpacks them.
func (p *Packed) findings() []Finding {
	if p.shelf == nil { // the zero value
		return nil
	}
	rest := *packed.FromAlone[[]shelved](p.shelf.decompress(p.data))
	if rest == nil {
		return nil
	}
	all := make([]Finding, len(rest))
	for i := range rest {
		all[i] = rest[i].Finding
	}
	for _, do := range p.then {
		all = do(all)
	}
	known := p.shelf.requirements()
	for i := range rest {
		if place := rest[i].Place; place > 0 {
			known[place-1].describe(&all[i])
		}
	}
	return all
}

// with is the same with something to do when the findings are unpacked. What the shelf has
// of them is not there then.
func (p *Packed) with(s *shelf, do func([]Finding) []Finding) *Packed {
	out := *p
	out.shelf, out.then = s, append(p.then[:len(p.then):len(p.then)], do)
	return &out
}

// mapPacked has clean applied to the texts of packed findings, too.
func mapPacked(r *Result, clean func(string) string) {
	shelves := map[*shelf]*shelf{}
	for i := range r.Clusters {
		p := r.Clusters[i].Packed
		if p == nil || p.shelf == nil {
			continue
		}
		if len(shelves) == 0 { // MapStrings shares the list with another result
			r.Clusters = append([]Cluster{}, r.Clusters...)
		}
		if shelves[p.shelf] == nil {
			shelves[p.shelf] = p.shelf.mapped(clean)
		}
		r.Clusters[i].Packed = p.with(shelves[p.shelf], func(all []Finding) []Finding { return mapText(all, clean) })
	}
}
