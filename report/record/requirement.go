package record

import (
	"cmp"
	"reflect"

	"github.com/clusterdrift/clusterdrift/report"
)

// requirement is the place of what a baseline says of a finding. The fix of an id, and
// so what is said, may differ from one version of Windows to another.
func (t *tables) requirement(f *report.Finding) int {
	r := requirementOf(f)
	for _, i := range t.variants[f.ID] {
		if known := &t.requirements[i]; t.join(*known, r) {
			known.Remedy = cmp.Or(known.Remedy, r.Remedy)
			return i
		}
	}
	t.variants[f.ID] = append(t.variants[f.ID], len(t.requirements))
	t.requirements = append(t.requirements, r)
	return len(t.requirements) - 1
}

// join reports whether two say the same, but for what they want, which may name the
// node, and for the severity, which what was observed may lessen. Only drift names its
// remedy, so one that has none may be of the same requirement.
func (t *tables) join(known, other requirement) bool {
	if known.Remedy == nil || other.Remedy == nil {
		known.Remedy, other.Remedy = nil, nil
	}
	known.Want, known.Severity = other.Want, other.Severity
	t.pair = [2]requirement{known, other}
	return reflect.DeepEqual(&t.pair[0], &t.pair[1])
}

func requirementOf(f *report.Finding) requirement {
	return requirement{
		ID: f.ID, Family: f.Family, Title: f.Title, Severity: f.Severity, Want: f.Want, WantValue: f.WantValue, Why: f.Why, Brief: f.Brief, Steps: f.Steps, References: f.References,
		Provenance: f.Provenance, LeadsTo: f.LeadsTo, Lists: f.Lists, Origin: f.Origin, Remedy: f.Remedy,
	}
}

// write keeps the fix and the references as plain text.
func (r *requirement) write() { r.fix, r.reference = r.Steps.String(), r.References.String() }
