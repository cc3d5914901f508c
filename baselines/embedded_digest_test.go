package baselines

import (
	"maps"
	"slices"
	"testing"
)

// The digest of each embedded file is the one that reports give for it.
func TestEmbeddedDigests(t *testing.T) {
	all, err := EmbeddedDigests()
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, d := range all {
		listed[EmbeddedPrefix+d.Name+".yaml"] = d.Digest
	}
	loaded := map[string]string{}
	for _, name := range Names() {
		addDigests(t, loaded, name)
	}
	for _, o := range Overlays() {
		addDigests(t, loaded, "ws2022", o.Name)
	}
	if !maps.Equal(listed, loaded) || len(all) != len(listed) {
		t.Errorf("listed %v, loaded %v", listed, loaded)
	}
	if !slices.IsSortedFunc(all, func(a, b EmbeddedDigest) int { return slices.Compare([]string{a.Name}, []string{b.Name}) }) {
		t.Errorf("not sorted by name: %v", all)
	}
}

func addDigests(t *testing.T, digests map[string]string, ref string, overlays ...string) {
	t.Helper()
	b, err := Load(ref, overlays...)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range b.Sources {
		digests[s.File] = s.Digest
	}
}
