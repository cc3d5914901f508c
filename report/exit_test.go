package report_test

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func TestExit(t *testing.T) {
	pass := fixture.Simple("a/pass", "a", checks.Pass, baselines.High, "")
	waived := fixture.Simple("a/waived", "a", checks.Waived, baselines.Critical, "")
	unknown := fixture.Simple("a/unknown", "a", checks.Unknown, baselines.Low, "")
	trifle := fixture.Simple("a/trifle", "a", checks.Unknown, baselines.Info, "")
	elsewhere := fixture.Simple("a/elsewhere", "a", checks.NotApplicable, baselines.High, "")
	drift := func(s baselines.Severity) checks.Finding { return fixture.Simple("a/drift", "a", checks.Drift, s, "") }
	part := drift("medium")
	part.Missing = []string{"a scan of N4"}
	waivedUnknown := waived
	waivedUnknown.Missing = []string{"a scan of N4"}
	allow := report.Gate{AllowIncomplete: true}
	const allPass = "every applicable requirement passes or is waived, on every node"

	tests := []struct {
		name        string
		gate        report.Gate
		clusters    []report.Judged
		interrupted bool
		want        report.Exit
	}{
		{"all pass", report.Gate{}, []report.Judged{fixture.OneNode(pass, elsewhere)}, false, report.Exit{0, allPass}},
		{"waived counts as passed", report.Gate{}, []report.Judged{fixture.OneNode(waived)}, false, report.Exit{0, allPass}},
		{"drift", report.Gate{}, []report.Judged{fixture.OneNode(pass, drift("low"))}, false, report.Exit{1, "drift: 1 low"}},
		{"unknown", report.Gate{}, []report.Judged{fixture.OneNode(pass, unknown)}, false, report.Exit{3, "incomplete: 1 unknown"}},
		{"unreachable", report.Gate{}, []report.Judged{fixture.OneNode(pass), fixture.Dark()}, false, report.Exit{3, "incomplete: 1 node unreachable"}},
		{"drift and unknown", report.Gate{}, []report.Judged{fixture.OneNode(drift("high"), unknown)}, false, report.Exit{4, "drift: 1 high; incomplete: 1 unknown"}},
		{"drift and unreachable", report.Gate{}, []report.Judged{fixture.OneNode(drift("high")), fixture.Dark()}, false, report.Exit{4, "drift: 1 high; incomplete: 1 node unreachable"}},
		{"drift that may be more", report.Gate{}, []report.Judged{fixture.OneNode(part)}, false, report.Exit{4, "drift: 1 medium; incomplete: 1 drift known in part"}},
		{"less than asked for, and may be more", report.Gate{FailOn: baselines.High}, []report.Judged{fixture.OneNode(part)}, false, report.Exit{3, "incomplete: 1 drift known in part; not counted: 1 medium drift"}},
		{"nothing but waived unknowns", allow, []report.Judged{fixture.OneNode(waivedUnknown)}, false, report.Exit{5, "nothing was judged: no requirement could be decided on the node"}},
		{"interrupted", report.Gate{}, []report.Judged{fixture.OneNode(drift("high"))}, true, report.Exit{130, "interrupted: not every node was read"}},
		{"interrupted before any node", allow, nil, true, report.Exit{130, "interrupted: not every node was read"}},

		{"info does not count", report.Gate{}, []report.Judged{fixture.OneNode(pass, drift("info"))}, false, report.Exit{0, allPass + "; not counted: 1 info drift"}},
		{"info counts when asked for", report.Gate{FailOn: baselines.Info}, []report.Judged{fixture.OneNode(drift("info"))}, false, report.Exit{1, "drift: 1 info"}},
		{"unknown info does not count", report.Gate{}, []report.Judged{fixture.OneNode(pass, trifle, trifle)}, false, report.Exit{0, allPass + "; not counted: 2 unknown"}},
		{"unknown info counts when asked for", report.Gate{FailOn: baselines.Info}, []report.Judged{fixture.OneNode(pass, trifle)}, false, report.Exit{3, "incomplete: 1 unknown"}},
		{"unknown info alone decides nothing", report.Gate{}, []report.Judged{fixture.OneNode(trifle)}, false, report.Exit{5, "nothing was judged: no requirement could be decided on the node"}},
		{"less than asked for", report.Gate{FailOn: baselines.High}, []report.Judged{fixture.OneNode(drift("medium"))}, false, report.Exit{0, allPass + "; not counted: 1 medium drift"}},
		{"as much as asked for", report.Gate{FailOn: baselines.High}, []report.Judged{fixture.OneNode(drift("high"))}, false, report.Exit{1, "drift: 1 high"}},
		{"more than asked for", report.Gate{FailOn: baselines.High}, []report.Judged{fixture.OneNode(drift("critical"))}, false, report.Exit{1, "drift: 1 critical"}},
		{"less than asked for, and unknown", report.Gate{FailOn: baselines.High}, []report.Judged{fixture.OneNode(drift("low"), unknown)}, false, report.Exit{3, "incomplete: 1 unknown; not counted: 1 low drift"}},
		{"unknown severity counts as critical", report.Gate{FailOn: baselines.Critical}, []report.Judged{fixture.OneNode(drift("grave"))}, false, report.Exit{1, "drift: 1 critical"}},

		{"incomplete allowed", allow, []report.Judged{fixture.OneNode(pass, unknown)}, false, report.Exit{0, "incomplete (allowed): 1 unknown"}},
		{"drift, incomplete allowed", allow, []report.Judged{fixture.OneNode(drift("low"), unknown)}, false, report.Exit{1, "drift: 1 low; incomplete (allowed): 1 unknown"}},
		{"nothing decided", report.Gate{}, []report.Judged{fixture.OneNode(unknown, elsewhere)}, false, report.Exit{5, "nothing was judged: no requirement could be decided on the node"}},
		{"nothing decided is never allowed", allow, []report.Judged{fixture.Dark()}, false, report.Exit{5, "nothing was judged: the node did not answer"}},
		{"one finding is enough", allow, []report.Judged{fixture.OneNode(waived), fixture.Dark()}, false, report.Exit{0, "incomplete (allowed): 1 node unreachable"}},

		{"no cluster", allow, nil, false, report.Exit{5, "nothing was judged: no node was scanned"}},
		{"no node", allow, []report.Judged{{Cluster: checks.Cluster{Name: "C"}}}, false, report.Exit{5, "nothing was judged: no node was scanned"}},
		{"nothing applied", allow, []report.Judged{fixture.OneNode(elsewhere)}, false, report.Exit{5, "nothing was judged: no requirement applied to the node"}},
		{"nothing judged", report.Gate{}, []report.Judged{fixture.OneNode()}, false, report.Exit{5, "nothing was judged: no requirement applied to the node"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := fixture.Input(tt.clusters...)
			in.Gate, in.Interrupted = tt.gate, tt.interrupted
			if got := report.New(in).Exit; got != tt.want {
				t.Errorf("exit is %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestExitJudgesEveryNode(t *testing.T) {
	j := fixture.OneNode(fixture.Simple("a/pass", "a", checks.Pass, baselines.High, ""))
	j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: fixture.Node("SILENT", 2), Baseline: fixture.Baseline()})
	want := report.Exit{3, "incomplete: not every node was judged"}
	if got := fixture.Result(j).Exit; got != want {
		t.Errorf("a node without findings: exit is %+v, want %+v", got, want)
	}
}

func TestVerdict(t *testing.T) {
	pass := fixture.Simple("a/pass", "a", checks.Pass, baselines.High, "")
	info := fixture.Simple("a/info", "a", checks.Drift, baselines.Info, "")
	medium := fixture.Simple("a/medium", "a", checks.Drift, baselines.Medium, "")
	unknown := fixture.Simple("a/unknown", "a", checks.Unknown, baselines.Low, "")
	elsewhere := fixture.Simple("a/elsewhere", "a", checks.NotApplicable, baselines.Low, "")
	tests := []struct {
		name    string
		gate    report.Gate
		cluster report.Judged
		want    report.Verdict
	}{
		{"pass", report.Gate{}, fixture.OneNode(pass), report.VerdictPass},
		{"info is no drift", report.Gate{}, fixture.OneNode(pass, info), report.VerdictPass},
		{"info is drift when asked for", report.Gate{FailOn: baselines.Info}, fixture.OneNode(pass, info), report.VerdictDrift},
		{"a lenient gate hides nothing", report.Gate{FailOn: baselines.Critical}, fixture.OneNode(pass, medium), report.VerdictDrift},
		{"drift before unknown", report.Gate{}, fixture.OneNode(medium, unknown), report.VerdictDrift},
		{"unknown", report.Gate{AllowIncomplete: true}, fixture.OneNode(pass, unknown), report.VerdictIncomplete},
		{"unreachable", report.Gate{}, fixture.Dark(), report.VerdictIncomplete},
		{"nothing applied", report.Gate{}, fixture.OneNode(elsewhere), report.VerdictIncomplete},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := fixture.Input(tt.cluster)
			in.Gate = tt.gate
			if got := report.New(in).Clusters[0].Verdict; got != tt.want {
				t.Errorf("verdict is %s, want %s", got, tt.want)
			}
		})
	}
}
