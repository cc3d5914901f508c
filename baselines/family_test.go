package baselines

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestEveryFieldIsRead: a field without a tag would stay empty whatever a file says.
func TestEveryFieldIsRead(t *testing.T) {
	derived := []string{"Requirement.FamilyAt", "Baseline.Extends", "Baseline.Sources", "Requirement.ID", "Requirement.Origin", "Requirement.Brief", "Hotfix.Lists", "HeartbeatProperty.Embedded", "BuildFloor.Embedded", "Remedy.Package"}
	seen := map[reflect.Type]bool{}
	var walk func(in reflect.Type)
	walk = func(in reflect.Type) {
		for in.Kind() == reflect.Pointer || in.Kind() == reflect.Slice {
			in = in.Elem()
		}
		if in.Kind() != reflect.Struct || seen[in] || in == reflect.TypeFor[time.Time]() || in == reflect.TypeFor[Build]() || ownTypes()[in] != nil {
			return
		}
		seen[in] = true
		for i := range in.NumField() {
			f := in.Field(i)
			name := in.Name() + "." + f.Name
			_, value := f.Tag.Lookup("baseline")
			_, section := f.Tag.Lookup("section")
			switch {
			case slices.Contains(derived, name):
			case value || section || f.Anonymous:
				walk(f.Type)
			default:
				t.Errorf("%s has no tag", name)
			}
		}
	}
	walk(reflect.TypeFor[Baseline]())
}

// TestFamilies: a section, a family and the ids of its findings are told apart.
func TestFamilies(t *testing.T) {
	names, sections := map[string]bool{}, map[string]bool{}
	for _, f := range families() {
		if names[f.name] || sections[f.section] || len(f.places) == 0 {
			t.Errorf("family %s in section %s with %d places", f.name, f.section, len(f.places))
		}
		names[f.name], sections[f.section] = true, true
		for _, p := range f.places {
			identity := p.record.identity()
			if (p.shape == alone) != (identity == nil) {
				t.Errorf("%v: the shape does not fit %s", p.path, p.record.typ)
			}
			for _, key := range p.record.fields {
				for other := range strings.SplitSeq(key.options["required"], "|") {
					if other != "" && p.record.field(other) == nil {
						t.Errorf("%v: %s requires %s, which %s lacks", p.path, key.key, other, p.record.typ)
					}
				}
				if other := key.options["ids"]; other != "" && !slices.ContainsFunc(families(), func(f *family) bool { return f.name == other }) {
					t.Errorf("%v: %s names findings of %s, which is not a family", p.path, key.key, other)
				}
			}
		}
	}
}
