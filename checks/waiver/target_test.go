package waiver

import (
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/checks"
)

func TestTargetFits(t *testing.T) {
	for _, tt := range []struct {
		name    string
		w       Waiver
		id      string
		node    string
		cluster string
		want    bool
	}{
		{"the very id", Waiver{Finding: "offload/rss"}, "offload/rss", "N1", "C1", true},
		{"in any case", Waiver{Finding: "Offload/RSS", Node: "n1", Cluster: "c1"}, "offload/rss", "N1", "C1", true},
		{"not a part of it", Waiver{Finding: "offload/rs"}, "offload/rss", "N1", "C1", false},
		{"a star for nothing", Waiver{Finding: "off*load/rss*"}, "offload/rss", "N1", "C1", true},
		{"a star across lines", Waiver{Finding: "a*b"}, "a\n\nb", "N1", "C1", true},
		{"characters that mean something in an expression", Waiver{Finding: "a.c"}, "abc", "N1", "C1", false},
		{"another cluster", Waiver{Finding: "*", Cluster: "C2"}, "offload/rss", "N1", "C1", false},
		{"any node fits no finding about the cluster", Waiver{Finding: "*", Node: "*"}, "heartbeat/agreement", "", "C1", false},
		{"not text", Waiver{Finding: "a\xff"}, "a\xff", "N1", "C1", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := checks.Finding{ID: tt.id, Node: tt.node, Cluster: tt.cluster}
			if got := len(newIndex([]Waiver{tt.w}).fitting(f)) > 0; got != tt.want {
				t.Errorf("fits %v, want %v", got, tt.want)
			}
		})
	}
}

// Of many waivers those that fit are found in the order of the file, by whole names and
// by patterns alike.
func TestFittingInOrder(t *testing.T) {
	x := newIndex([]Waiver{{Finding: "*", Node: "n*"}, {Finding: "a/b", Node: "N1"}, {Finding: "a/*"}, {Finding: "a/b", Node: "N2"},
		{Finding: "a/b", Cluster: "D"}, {Finding: "A/B", Node: "n1", Cluster: "c"}, {Finding: "b/*"}})
	for _, tt := range []struct {
		f    checks.Finding
		want []int
	}{
		{checks.Finding{ID: "a/b", Node: "N1", Cluster: "C"}, []int{0, 1, 2, 5}},
		{checks.Finding{ID: "a/b", Node: "N2", Cluster: "D"}, []int{0, 2, 3, 4}},
		{checks.Finding{ID: "a/b", Cluster: "D"}, []int{2, 4}},
		{checks.Finding{ID: "b/c", Node: "M", Cluster: "C"}, []int{6}},
		{checks.Finding{ID: "c/c", Node: "M", Cluster: "C"}, nil},
	} {
		for range 2 { // the second time from what is known
			if got := x.fitting(tt.f); !slices.Equal(got, tt.want) {
				t.Errorf("%+v: %v, want %v", tt.f, got, tt.want)
			}
		}
	}
}
