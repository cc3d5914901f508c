package baselines

import (
	"iter"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// decode turns a merged tree, every file of which is valid, into a Baseline and
// finds what no single file can show.
func decode(t *tree) (*Baseline, []*Error) {
	t.known = requirements(t.root)
	b := &Baseline{Extends: strict.Texts(below(t.layers).Root, "extends"), Sources: sources(t.layers)}
	v := reflect.ValueOf(b).Elem()
	theFormat().head.set(v, t.root)
	for _, f := range families() {
		for _, p := range f.places {
			t.decodePlace(p, v.FieldByIndex(p.index))
		}
		if section, ok := v.FieldByIndex(f.index).Addr().Interface().(verifier); ok {
			section.verify(t, strict.Get(t.root, f.section))
		}
	}
	b.deriveHotfixes()
	b.deriveLeads()
	b.deriveAt()
	t.verifyFamiliesAt()
	b.verifySite(t)
	t.verifyArticles()
	t.verifySources()
	return b, t.problems
}

// decodePlace reads the requirements of a place into its field.
func (t *tree) decodePlace(p *place, field reflect.Value) {
	for e := range p.entries(t.root) {
		v := reflect.New(p.record.typ)
		t.decodeEntry(e, v)
		if p.shape == alone {
			field.Set(v)
		} else {
			field.Set(reflect.Append(field, v.Elem()))
		}
	}
	if p.shape != alone && p.record.identity().options.has("sorted") {
		sortBy(field, p.record.identity())
	}
}

// decodeEntry reads a requirement into what v points to, and verifies it.
func (t *tree) decodeEntry(e entry, v reflect.Value) {
	e.record.set(v.Elem(), e.node)
	if key := e.record.identity(); key != nil && key.options.has("subject") {
		v.Elem().FieldByIndex(key.index).SetString(e.subject)
	}
	r := v.Interface().(interface{ requirement() *Requirement }).requirement()
	r.ID, r.Origin = e.id(), t.originOf(e)
	if own, ok := v.Interface().(preparer); ok {
		own.prepare(t, e.node)
	}
	t.advise(e, v, r)
	t.verifyEntry(e, r)
	if own, ok := v.Interface().(verifier); ok {
		own.verify(t, e.node)
	}
}

// Requirements are all that the baseline has, family by family.
func (b *Baseline) Requirements() []*Requirement {
	var all []*Requirement
	for v := range b.requirements() {
		all = append(all, v.Interface().(interface{ requirement() *Requirement }).requirement())
	}
	return all
}

// FindingIDs are the ids of the findings that the baseline leads to, in the order of
// Requirements: one for each, and one more for each rule of a site that compares nodes.
func (b *Baseline) FindingIDs() []string {
	var ids []string
	for _, r := range b.Requirements() {
		ids = append(ids, r.ID)
	}
	for _, r := range b.Site {
		if id := r.SameID(); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// requirements yields pointers to what embeds a Requirement, each with its place.
func (b *Baseline) requirements() iter.Seq2[reflect.Value, *place] {
	return func(yield func(reflect.Value, *place) bool) {
		for _, f := range families() {
			for _, p := range f.places {
				v := reflect.ValueOf(b).Elem().FieldByIndex(p.index)
				if p.shape == alone {
					if !v.IsNil() && !yield(v, p) {
						return
					}
					continue
				}
				for i := range v.Len() {
					if !yield(v.Index(i).Addr(), p) {
						return
					}
				}
			}
		}
	}
}

// requirement is what everything that embeds a Requirement has.
func (r *Requirement) requirement() *Requirement { return r }

// sortBy sorts a slice by a field: updates by number, other things by name.
func sortBy(all reflect.Value, key *field) {
	compare := strings.Compare
	if key.options.has("kb") {
		compare = CompareKB
	}
	text := func(i int) string { return all.Index(i).FieldByIndex(key.index).String() }
	sort.SliceStable(all.Interface(), func(i, j int) bool { return compare(text(i), text(j)) < 0 })
}

// below is the file that the overlays are laid over.
func below(layers []*layer) *layer {
	own := layers[0]
	for _, l := range layers {
		if !l.overlay {
			own = l
		}
	}
	return own
}

func sources(layers []*layer) []Source {
	var all []Source
	for _, l := range slices.Backward(layers) {
		all = append(all, Source{
			Name:     strict.Text(l.Root, "name"),
			File:     l.File,
			Digest:   l.Digest,
			Reviewed: date(strict.Get(l.Root, "reviewed")),
		})
	}
	return all
}
