package baselines

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A part has the requirements that are kept, in each kind of place, and leaves the
// baseline as it was.
func TestPart(t *testing.T) {
	for _, name := range Names() {
		b, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		before := idsIn(b)
		for _, id := range before {
			if diff := cmp.Diff([]string{id}, idsIn(b.Part(func(other string) bool { return other == id }))); diff != "" {
				t.Errorf("%s: the part of %s differs (-want +got):\n%s", name, id, diff)
			}
		}
		if got := idsIn(b.Part(func(string) bool { return true })); !slices.Equal(got, before) {
			t.Errorf("%s: the part that is everything has %q, want %q", name, got, before)
		}
		if after := idsIn(b); !slices.Equal(before, after) {
			t.Errorf("%s: the baseline has changed", name)
		}
	}
}

func idsIn(b *Baseline) []string {
	var ids []string
	for _, r := range b.Requirements() {
		ids = append(ids, r.ID)
	}
	return ids
}
