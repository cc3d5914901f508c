package record

import (
	"cmp"
	"fmt"
	"reflect"

	"github.com/clusterdrift/clusterdrift/report"
)

// requirement is the key of what a baseline says of a finding. The first that is said
// of an id has the id as its key, and the second, as for another version of Windows,
// "id#2".
func (t *tables) requirement(f report.Finding) string {
	r := requirementOf(f)
	for _, key := range t.keys[f.ID] {
		if known := t.requirements[key]; known.joins(r) {
			known.Remedy = cmp.Or(known.Remedy, r.Remedy)
			t.requirements[key] = known
			return key
		}
	}
	key := f.ID
	for n := 2; t.taken(key); n++ {
		key = fmt.Sprintf("%s#%d", f.ID, n)
	}
	t.keys[f.ID], t.requirements[key] = append(t.keys[f.ID], key), r
	return key
}

func (t *tables) taken(key string) bool {
	_, ok := t.requirements[key]
	return ok
}

// joins reports whether two say the same. Only drift names its remedy, so one that has
// none may be of the same requirement.
func (r requirement) joins(other requirement) bool {
	if r.Remedy == nil || other.Remedy == nil {
		r.Remedy, other.Remedy = nil, nil
	}
	return reflect.DeepEqual(r, other)
}

func requirementOf(f report.Finding) requirement {
	return requirement{
		ID: f.ID, Family: f.Family, Title: f.Title, Why: f.Why, Brief: f.Brief, Steps: f.Steps, References: f.References,
		Provenance: f.Provenance, LeadsTo: f.LeadsTo, Lists: f.Lists, Origin: f.Origin, Remedy: f.Remedy,
	}
}
