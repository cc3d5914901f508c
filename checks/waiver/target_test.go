package waiver

import (
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
			if got := newTarget(tt.w).fits(f); got != tt.want {
				t.Errorf("fits %v, want %v", got, tt.want)
			}
		})
	}
}
