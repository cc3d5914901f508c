package checks

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// requirementsIn are the ids of all requirements below a value.
func requirementsIn(v reflect.Value) []string {
	if r, ok := v.Interface().(baselines.Requirement); ok {
		return []string{r.ID}
	}
	var ids []string
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			ids = requirementsIn(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			ids = append(ids, requirementsIn(v.Index(i))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				ids = append(ids, requirementsIn(v.Field(i))...)
			}
		}
	}
	return ids
}

// holdsRequirements reports whether a type has requirements anywhere below it.
func holdsRequirements(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return holdsRequirements(t.Elem())
	case reflect.Struct:
		if t == reflect.TypeFor[baselines.Requirement]() {
			return true
		}
		for i := range t.NumField() {
			if t.Field(i).IsExported() && holdsRequirements(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

// TestEverySectionIsJudged: what a baseline can require has a family in the table
// that judges it, and the tests of all families cover it.
func TestEverySectionIsJudged(t *testing.T) {
	b := reflect.ValueOf(*testBaseline())
	judged := map[string]bool{}
	for _, f := range Evaluate(situations()[0].cluster()) {
		judged[f.ID] = true
	}
	for i := range b.NumField() {
		field := b.Type().Field(i)
		if !holdsRequirements(field.Type) {
			continue
		}
		ids := requirementsIn(b.Field(i))
		if len(ids) == 0 {
			t.Errorf("the test baseline has nothing of %s", field.Name)
		}
		for _, id := range ids {
			family, _, _ := strings.Cut(id, "/")
			if !judged[id] || !slices.Contains(Families(), family) {
				t.Errorf("%s, of %s, is judged by no family of the table", id, field.Name)
			}
		}
	}
}

// TestFamiliesOfTheTable: a family has a name of its own, a section that its name
// says, a column that is one, and something to do.
func TestFamiliesOfTheTable(t *testing.T) {
	var schema struct{ Properties map[string]any }
	if err := json.Unmarshal(baselines.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	plural := map[string]string{"hotfix": "hotfixes", "hotfix-list": "lists", "service": "services"}
	seen := map[string]bool{}
	for _, f := range families() {
		if seen[f.name] {
			t.Errorf("%s is in the table twice", f.name)
		}
		seen[f.name] = true
		section, ok := plural[f.name]
		if !ok {
			section = strings.ReplaceAll(f.name, "-", "_")
		}
		if _, ok := schema.Properties[section]; !ok && f.unread == nil {
			t.Errorf("%s: baselines have no section %s", f.name, section)
		}
		if !slices.Contains(Columns(), Column(f.name)) {
			t.Errorf("%s: there is no column %s", f.name, Column(f.name))
		}
		if f.cluster == nil && f.node == nil && f.unread == nil && f.conclude == nil {
			t.Errorf("%s judges nothing", f.name)
		}
	}
}

// TestFindingsAreOfTheirFamily: a family finds what its own section requires, so
// that what it is judged by can be found by its name.
func TestFindingsAreOfTheirFamily(t *testing.T) {
	for _, s := range situations() {
		e := newEvaluation(s.cluster().Nodes)
		for _, f := range families() {
			own := e.judge(f)
			for _, found := range append(own.nodes, own.cluster) {
				for _, finding := range found {
					if finding.Family != f.name {
						t.Errorf("%s: the family %s finds %s", s.name, f.name, finding.ID)
					}
				}
			}
		}
	}
}

// TestColumnOfUnknownFamily: a document of another version may have families that
// this one does not know.
func TestColumnOfUnknownFamily(t *testing.T) {
	for family, want := range map[string]string{"hotfix-list": "hotfix", "hotfix": "hotfix", "from-the-future": "from-the-future"} {
		if got := Column(family); got != want {
			t.Errorf("Column(%q) = %q, want %q", family, got, want)
		}
	}
}

// reads reports whether a family may read a part of the facts: what it has asked
// for by its needs. One without needs judges what others ask for, and the
// identity of a node, which is no part of a request, is read by all.
func (f family) reads(b *baselines.Baseline, part string) bool {
	if part == "" || f.needs == nil {
		return true
	}
	var r facts.Request
	f.needs(b, &r)
	return !reflect.ValueOf(r).FieldByName(part).IsZero()
}

// TestFamiliesReadWhatTheyNeed: a section that a family has not asked for changes
// nothing of what it finds.
func TestFamiliesReadWhatTheyNeed(t *testing.T) {
	for _, s := range situations() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			trial := newTrial(s)
			for i, sec := range sections() {
				after := newEvaluation(s.without(loss{sec, i % 3, "failed"}).Nodes)
				for j, f := range families() {
					if !trial.readBy[sec.part][j] && !reflect.DeepEqual(trial.before[j], after.judge(f)) {
						t.Errorf("%s does not need %s, and finds something else without it", f.name, sec.name)
					}
				}
			}
		})
	}
}

// TestEverySectionCanBeLost: the sections that are taken away are all that the
// facts have.
func TestEverySectionCanBeLost(t *testing.T) {
	var n facts.Node
	marked := markSections(reflect.ValueOf(&n).Elem(), "facts")
	for _, s := range sections() {
		marked[s.head(&n).Source] = true
	}
	for name, lost := range marked {
		if !lost {
			t.Errorf("no test takes %s away", name)
		}
	}
}

// markSections gives each section below a value its place as its source.
func markSections(v reflect.Value, name string) map[string]bool {
	marked := map[string]bool{}
	for i := range v.NumField() {
		field := v.Field(i)
		below := name + "." + v.Type().Field(i).Name
		if s, ok := field.Addr().Interface().(*facts.Section); ok {
			s.Source = name
			marked[name] = false
		} else if field.Kind() == reflect.Struct && field.Type() != reflect.TypeFor[time.Time]() {
			maps.Copy(marked, markSections(field, below))
		}
	}
	return marked
}
