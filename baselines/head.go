package baselines

import "slices"

// headKey is a key of a file that is not a section.
type headKey struct {
	key      string
	merging  merging
	resolved bool // a resolved file has it
}

// merging is what becomes of a key when a file is laid over others.
type merging int

const (
	ofFile     merging = iota // it speaks of the file and is done with
	ofBaseline                // it replaces that of what the file extends; an overlay's is done with
	joined                    // as ofBaseline, but an overlay's is added to that below
	added                     // to what is below
	keyed                     // key by key, over what is below
)

// headKeys are those of a resolved file in its order, then the others.
func headKeys() []headKey {
	return []headKey{
		{"format", ofBaseline, true},
		{"name", joined, true},
		{"title", ofBaseline, true},
		{"reviewed", ofBaseline, true},
		{"sources_read", ofBaseline, true},
		{"sources_days", ofBaseline, true},
		{"applies_to", ofBaseline, true},
		{"notes", added, true},
		{"procedures", keyed, true},
		{"allow_roots", added, true},
		{"at", keyed, true},
		{"extends", ofFile, false},
		{"remove", ofFile, false},
		{"overlay", ofFile, false},
		{"parts", ofFile, false},
		{"builds", ofFile, false}, // of a part
	}
}

// headKeyOf reports how a key is merged; false for a section.
func headKeyOf(key string) (headKey, bool) {
	keys := headKeys()
	i := slices.IndexFunc(keys, func(k headKey) bool { return k.key == key })
	if i < 0 {
		return headKey{}, false
	}
	return keys[i], true
}

// sectionOrder yields the keys of a resolved file in their order, whatever the
// order of the files that it is made of.
func sectionOrder(yield func(i int, key string) bool) {
	i := 0
	for _, k := range headKeys() {
		if k.resolved {
			if !yield(i, k.key) {
				return
			}
			i++
		}
	}
	for _, f := range families() {
		if !yield(i, f.section) {
			return
		}
		i++
	}
}
