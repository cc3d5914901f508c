package baselines

import (
	"reflect"
	"slices"
	"strings"
	"sync"
)

// family is a section of a file, whose requirements are findings of one family.
// The tag `section:"KEY,OPTION,..."` makes one of a field of Baseline. By the type
// of the field the section is
//
//	[]T      a list whose items are distinguished by the `item` of T, or a mapping
//	         of subjects if T has a `subject`
//	*T       a mapping of one subject, which the option subject=KEY names
//	struct   a mapping of subjects whose keys are the fields: each is a *T, or
//	         a []T that is a mapping of more subjects
//
// where T is Requirement or embeds it. A family is called like its section, with
// hyphens, unless the option family=NAME says otherwise. What neither the tags
// nor the schema can say of a requirement, or of a section, is said by its method
// verify.
type family struct {
	name    string // "hotfix-list", which begins the ids of its findings
	section string // "lists"
	places  []*place
	index   []int // of the field of Baseline
}

// place is where requirements of a family are written, and read to.
type place struct {
	family *family
	path   []string // to the list, the mapping, or the only requirement
	shape  shape
	record *record
	index  []int // of the field of Baseline, or of a field of its own
}

// shape is how requirements are written in a place.
type shape int

const (
	inList    shape = iota // the items of a list
	inMapping              // the values of a mapping, by their subjects
	alone                  // one requirement
)

// format is what the tags of Baseline say. It is read once and never changes.
type format struct {
	head     *record // the keys that are not sections
	families []*family
}

var theFormat = sync.OnceValue(func() format {
	t := reflect.TypeFor[Baseline]()
	all := format{head: recordOf(t)}
	for i := range t.NumField() {
		section, o, ok := parseTag(t.Field(i), "section", "family", "subject")
		if !ok {
			continue
		}
		f := &family{name: strings.ReplaceAll(section, "_", "-"), section: section, index: []int{i}}
		if o.has("family") {
			f.name = o["family"]
		}
		path := []string{section}
		if o.has("subject") {
			path = append(path, o["subject"])
		}
		f.add(t.Field(i).Type, path, f.index)
		all.families = append(all.families, f)
	}
	return all
})

// add adds the places that a type has.
func (f *family) add(t reflect.Type, path []string, index []int) {
	p := &place{family: f, path: path, index: index}
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			key, _, _ := parseTag(t.Field(i), "baseline", knownOptions[:]...)
			f.add(t.Field(i).Type, append(slices.Clone(path), key), append(slices.Clone(index), i))
		}
		return
	case reflect.Pointer:
		p.shape = alone
	default:
		p.shape = inMapping
	}
	p.record = recordOf(t.Elem())
	if p.shape == inMapping && p.record.identity().options.has("item") {
		p.shape = inList
	}
	f.places = append(f.places, p)
}

// families are all of them, in the order of a resolved file.
func families() []*family { return theFormat().families }

// familyOf is the family of a section; nil for none.
func familyOf(section string) *family {
	i := slices.IndexFunc(families(), func(f *family) bool { return f.section == section })
	if i < 0 {
		return nil
	}
	return families()[i]
}

// items is the field that the items of a list are distinguished by; nil for a
// section that is not a list.
func (f *family) items() *field {
	if p := f.places[0]; p.shape == inList {
		return p.record.identity()
	}
	return nil
}

// id is that of a finding of the family.
func (f *family) id(subject string) string { return findingID(f.name, subject) }

func findingID(family, subject string) string { return family + "/" + subject }
