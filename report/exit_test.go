package report

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

func TestExit(t *testing.T) {
	pass := simple("a/pass", "a", checks.Pass, baselines.High, "")
	waived := simple("a/waived", "a", checks.Waived, baselines.Critical, "")
	unknown := simple("a/unknown", "a", checks.Unknown, baselines.Low, "")
	trifle := simple("a/trifle", "a", checks.Unknown, baselines.Info, "")
	elsewhere := simple("a/elsewhere", "a", checks.NotApplicable, baselines.High, "")
	drift := func(s baselines.Severity) checks.Finding { return simple("a/drift", "a", checks.Drift, s, "") }
	allow := Gate{AllowIncomplete: true}
	const allPass = "every applicable requirement passes or is waived, on every node"

	tests := []struct {
		name        string
		gate        Gate
		clusters    []Judged
		interrupted bool
		want        Exit
	}{
		{"all pass", Gate{}, []Judged{oneNode(pass, elsewhere)}, false, Exit{0, allPass}},
		{"waived counts as passed", Gate{}, []Judged{oneNode(waived)}, false, Exit{0, allPass}},
		{"drift", Gate{}, []Judged{oneNode(pass, drift("low"))}, false, Exit{1, "drift: 1 low"}},
		{"unknown", Gate{}, []Judged{oneNode(pass, unknown)}, false, Exit{3, "incomplete: 1 unknown"}},
		{"unreachable", Gate{}, []Judged{oneNode(pass), dark()}, false, Exit{3, "incomplete: 1 node unreachable"}},
		{"drift and unknown", Gate{}, []Judged{oneNode(drift("high"), unknown)}, false, Exit{4, "drift: 1 high; incomplete: 1 unknown"}},
		{"drift and unreachable", Gate{}, []Judged{oneNode(drift("high")), dark()}, false, Exit{4, "drift: 1 high; incomplete: 1 node unreachable"}},
		{"interrupted", Gate{}, []Judged{oneNode(drift("high"))}, true, Exit{130, "interrupted: not every node was read"}},
		{"interrupted before any node", allow, nil, true, Exit{130, "interrupted: not every node was read"}},

		{"info does not count", Gate{}, []Judged{oneNode(pass, drift("info"))}, false, Exit{0, allPass + "; drift that does not count: 1 info"}},
		{"info counts when asked for", Gate{FailOn: baselines.Info}, []Judged{oneNode(drift("info"))}, false, Exit{1, "drift: 1 info"}},
		{"unknown info does not count", Gate{}, []Judged{oneNode(pass, trifle, trifle)}, false, Exit{0, allPass + "; 2 unknown that do not count"}},
		{"unknown info counts when asked for", Gate{FailOn: baselines.Info}, []Judged{oneNode(pass, trifle)}, false, Exit{3, "incomplete: 1 unknown"}},
		{"unknown info alone decides nothing", Gate{}, []Judged{oneNode(trifle)}, false, Exit{3, "incomplete: not every node was judged; 1 unknown that does not count"}},
		{"less than asked for", Gate{FailOn: baselines.High}, []Judged{oneNode(drift("medium"))}, false, Exit{0, allPass + "; drift that does not count: 1 medium"}},
		{"as much as asked for", Gate{FailOn: baselines.High}, []Judged{oneNode(drift("high"))}, false, Exit{1, "drift: 1 high"}},
		{"more than asked for", Gate{FailOn: baselines.High}, []Judged{oneNode(drift("critical"))}, false, Exit{1, "drift: 1 critical"}},
		{"less than asked for, and unknown", Gate{FailOn: baselines.High}, []Judged{oneNode(drift("low"), unknown)}, false, Exit{3, "incomplete: 1 unknown; drift that does not count: 1 low"}},
		{"unknown severity counts as critical", Gate{FailOn: baselines.Critical}, []Judged{oneNode(drift("grave"))}, false, Exit{1, "drift: 1 critical"}},

		{"incomplete allowed", allow, []Judged{oneNode(pass, unknown)}, false, Exit{0, "incomplete (allowed): 1 unknown"}},
		{"drift, incomplete allowed", allow, []Judged{oneNode(drift("low"), unknown)}, false, Exit{1, "drift: 1 low; incomplete (allowed): 1 unknown"}},
		{"nothing decided is never allowed", allow, []Judged{dark()}, false, Exit{3, "incomplete: 1 node unreachable"}},

		{"no cluster", allow, nil, false, Exit{3, "no node was scanned"}},
		{"no node", allow, []Judged{{Cluster: checks.Cluster{Name: "C"}}}, false, Exit{3, "no node was scanned"}},
		{"nothing applied", allow, []Judged{oneNode(elsewhere)}, false, Exit{3, "no requirement applied to any node"}},
		{"nothing judged", Gate{}, []Judged{oneNode()}, false, Exit{3, "no requirement applied to any node"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := fixtureInput(tt.clusters...)
			in.Gate, in.Interrupted = tt.gate, tt.interrupted
			if got := New(in).Exit; got != tt.want {
				t.Errorf("exit is %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestExitJudgesEveryNode(t *testing.T) {
	j := oneNode(simple("a/pass", "a", checks.Pass, baselines.High, ""))
	j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: fixtureNode("SILENT", 2), Baseline: fixtureBaseline()})
	want := Exit{3, "incomplete: not every node was judged"}
	if got := fixture(j).Exit; got != want {
		t.Errorf("a node without findings: exit is %+v, want %+v", got, want)
	}
}

func TestEmpty(t *testing.T) {
	elsewhere := simple("a/elsewhere", "a", checks.NotApplicable, baselines.High, "")
	tests := []struct {
		name     string
		clusters []Judged
		want     string
	}{
		{"no node", nil, "no node was scanned"},
		{"nothing applied", []Judged{oneNode(elsewhere)}, "no requirement applied to any node"},
		{"one node unreachable", []Judged{dark()}, ""},
		{"one requirement passes", []Judged{quiet()}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if err := fixture(tt.clusters...).Empty(); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("Empty: %q, want %q", got, tt.want)
			}
		})
	}
}

func TestVerdict(t *testing.T) {
	pass := simple("a/pass", "a", checks.Pass, baselines.High, "")
	info := simple("a/info", "a", checks.Drift, baselines.Info, "")
	medium := simple("a/medium", "a", checks.Drift, baselines.Medium, "")
	unknown := simple("a/unknown", "a", checks.Unknown, baselines.Low, "")
	elsewhere := simple("a/elsewhere", "a", checks.NotApplicable, baselines.Low, "")
	tests := []struct {
		name    string
		gate    Gate
		cluster Judged
		want    Verdict
	}{
		{"pass", Gate{}, oneNode(pass), VerdictPass},
		{"info is no drift", Gate{}, oneNode(pass, info), VerdictPass},
		{"info is drift when asked for", Gate{FailOn: baselines.Info}, oneNode(pass, info), VerdictDrift},
		{"a lenient gate hides nothing", Gate{FailOn: baselines.Critical}, oneNode(pass, medium), VerdictDrift},
		{"drift before unknown", Gate{}, oneNode(medium, unknown), VerdictDrift},
		{"unknown", Gate{AllowIncomplete: true}, oneNode(pass, unknown), VerdictIncomplete},
		{"unreachable", Gate{}, dark(), VerdictIncomplete},
		{"nothing applied", Gate{}, oneNode(elsewhere), VerdictIncomplete},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := fixtureInput(tt.cluster)
			in.Gate = tt.gate
			if got := New(in).Clusters[0].Verdict; got != tt.want {
				t.Errorf("verdict is %s, want %s", got, tt.want)
			}
		})
	}
}
