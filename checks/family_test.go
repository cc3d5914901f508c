package checks

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/required"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// sectionFamilies are the families of the sections that a baseline has, each with
// its field of baselines.Baseline.
func sectionFamilies() map[string]reflect.StructField {
	all := map[string]reflect.StructField{}
	b := reflect.TypeFor[baselines.Baseline]()
	for i := range b.NumField() {
		section, options, _ := strings.Cut(b.Field(i).Tag.Get("section"), ",")
		name, ok := strings.CutPrefix(options, "family=")
		if !ok {
			name = strings.ReplaceAll(section, "_", "-")
		}
		if section != "" {
			all[name] = b.Field(i)
		}
	}
	return all
}

// TestEverySectionIsJudged: what a baseline can require has a family in the table
// that judges it, and the tests of all families cover it.
func TestEverySectionIsJudged(t *testing.T) {
	judged := map[string]bool{}
	for _, f := range Evaluate(situations()[0].cluster()) {
		judged[f.ID] = true
	}
	for name, field := range sectionFamilies() {
		ids := required.IDs(reflect.ValueOf(*testBaseline()).FieldByIndex(field.Index))
		if len(ids) == 0 {
			t.Errorf("the test baseline has nothing of %s", field.Name)
		}
		for _, id := range ids {
			if !judged[id] || !strings.HasPrefix(id, name+"/") {
				t.Errorf("%s, of %s, is judged by no family of the table", id, field.Name)
			}
		}
	}
}

// TestFamiliesOfTheTable: a family has a name of its own, which is that of a
// section, a column that is one, and something to do.
func TestFamiliesOfTheTable(t *testing.T) {
	sections, seen := sectionFamilies(), map[string]bool{}
	for _, f := range families() {
		if seen[f.name] {
			t.Errorf("%s is in the table twice", f.name)
		}
		seen[f.name] = true
		if _, ok := sections[f.name]; !ok && f.unread == nil {
			t.Errorf("%s: baselines have no section of it", f.name)
		}
		if !slices.Contains(Columns(), Column(f.name)) {
			t.Errorf("%s: there is no column %s", f.name, Column(f.name))
		}
		if f.cluster == nil && f.node == nil && f.unread == nil && f.conclude == nil {
			t.Errorf("%s judges nothing", f.name)
		}
	}
	for name, field := range sections {
		if !seen[name] {
			t.Errorf("%s is of the family %s, which the table does not have", field.Name, name)
		}
	}
}

// TestFindingsAreOfTheirFamily: a family finds what its own section requires, so
// that what it is judged by can be found by its name.
func TestFindingsAreOfTheirFamily(t *testing.T) {
	for _, s := range situations() {
		e := newEvaluation(s.cluster())
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
				after := newEvaluation(s.without(loss{sec, i % 3, "failed"}))
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
