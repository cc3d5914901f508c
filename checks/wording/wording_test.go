package wording

import (
	"slices"
	"testing"
)

func TestCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0 updates", 1: "1 update", 2: "2 updates"} {
		if got := Counted(n, "update"); got != want {
			t.Errorf("Counted(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestBaseName(t *testing.T) {
	for path, want := range map[string]string{`%SystemRoot%\Cluster\clussvc.exe`: "clussvc.exe", "System": "System", `C:\`: ""} {
		if got := BaseName(path); got != want {
			t.Errorf("BaseName(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestSet(t *testing.T) {
	s := Set{}
	if s.Sorted() != nil {
		t.Error("an empty set has names")
	}
	s.Add("b", "a", "b")
	if got := s.Sorted(); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("got %q", got)
	}
}

func TestGrouped(t *testing.T) {
	var g Grouped
	for _, of := range []struct{ profile, text string }{{"domain", "open"}, {"private", "closed"}, {"public", "open"}} {
		g.Add(of.text, of.profile)
	}
	const want = "domain, public: open; private: closed"
	if got := g.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSome(t *testing.T) {
	names := []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}
	for n, want := range map[int]string{0: "", 1: "1", 8: "1, 2, 3, 4, 5, 6, 7, 8", 9: "1, 2, 3, 4, 5, 6 and 3 more"} {
		if got := Some(names[:n]); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}
