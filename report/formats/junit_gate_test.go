package formats

import (
	"strings"
	"testing"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// What does not count for the exit code is no failure, unless all are wanted.
func TestJUnitFollowsTheGate(t *testing.T) {
	tests := []struct {
		name      string
		finding   checks.Finding
		gate      report.Gate
		want, all string
	}{
		{"drift that counts", simple(checks.Drift, baselines.Low), report.Gate{}, "failure: low: About a/b", "failure: low: About a/b"},
		{"info", simple(checks.Drift, baselines.Info), report.Gate{}, "skipped: not counted: drift, info: About a/b", "failure: info: About a/b"},
		{"info that counts", simple(checks.Drift, baselines.Info), report.Gate{FailOn: baselines.Info}, "failure: info: About a/b", "failure: info: About a/b"},
		{"less grave than what counts", simple(checks.Drift, baselines.Medium), report.Gate{FailOn: baselines.High}, "skipped: not counted: drift, medium: About a/b", "failure: medium: About a/b"},
		{"unknown", simple(checks.Unknown, baselines.Low), report.Gate{FailOn: baselines.High}, "error: low: About a/b", "error: low: About a/b"},
		{"unknown that is allowed", simple(checks.Unknown, baselines.High), report.Gate{AllowIncomplete: true}, "skipped: not counted: unknown, high: About a/b", "error: high: About a/b"},
		{"pass", simple(checks.Pass, baselines.High), report.Gate{}, "", ""},
		{"waived", simple(checks.Waived, baselines.High), report.Gate{}, "skipped: waived: this is how the evidence reads", "skipped: waived: this is how the evidence reads"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := fixture.Input(fixture.OneNode(simpleID("a/a", checks.Pass, baselines.High), tt.finding))
			in.Gate = tt.gate
			r := report.New(in)
			suites := parseJUnit(t, render(t, "junit", r, report.Options{Gate: tt.gate}))
			if got := outcome(suites.Suites[0].Testcases[1]); got != tt.want {
				t.Errorf("junit: %q, want %q", got, tt.want)
			}
			if green := suites.Failures+suites.Errors == 0; green != (r.Exit.Code == report.ExitPass) {
				t.Errorf("%d failures, %d errors, and the exit code is %d", suites.Failures, suites.Errors, r.Exit.Code)
			}
			if got := outcome(parseJUnit(t, render(t, "junit-all", r, report.Options{Gate: tt.gate})).Suites[0].Testcases[1]); got != tt.all {
				t.Errorf("junit-all: %q, want %q", got, tt.all)
			}
		})
	}
}

// A node that did not answer is no error where that is allowed, and one where nothing
// else was judged.
func TestJUnitSilentNode(t *testing.T) {
	allow := report.Gate{AllowIncomplete: true}
	silent := report.New(report.Input{Gate: allow, Clusters: []report.Judged{fixture.OneNode()}})
	if got := outcome(parseJUnit(t, render(t, "junit", silent, report.Options{Gate: allow})).Suites[0].Testcases[0]); !strings.HasPrefix(got, "error: ") {
		t.Errorf("nothing was judged: %q", got)
	}
	other := fixture.OneNode()
	other.Cluster.Name = "OTHER"
	in := fixture.Input(fixture.OneNode(simple(checks.Pass, baselines.High)), other)
	in.Gate = allow
	suites := parseJUnit(t, render(t, "junit", report.New(in), report.Options{Gate: allow}))
	if got := outcome(suites.Suites[1].Testcases[0]); !strings.HasPrefix(got, "skipped: not counted: partial: ") {
		t.Errorf("it is allowed: %q", got)
	}
}

func TestJUnitProperties(t *testing.T) {
	drift := simpleID("hotfix/KB2552040", checks.Drift, baselines.Medium)
	drift.Lists = []string{"KB2545685", "my list]]"}
	graver := simpleID("offload/rss", checks.Drift, baselines.High)
	r := fixture.Result(fixture.OneNode(drift, graver, simpleID("hotfix/KB1", checks.Pass, baselines.Critical)))
	s := readJUnit(t, r).Suites[0]
	properties := map[string]string{}
	for _, p := range *s.Properties {
		properties[p.Name] += p.Value + ";"
	}
	for name, want := range map[string]string{"os": "Windows Server 2008 R2 SP1 (build 7601);", "baseline": "ws2008r2-sp1;", "severity": "high;", "kb": "KB2552040;"} {
		if properties[name] != want {
			t.Errorf("the property %s is %q, want %q", name, properties[name], want)
		}
	}
	want := map[string]string{
		"hotfix/KB2552040": "[[PROPERTY|severity=medium]]\n[[PROPERTY|kb=KB2552040]]\n[[PROPERTY|list=KB2545685]]\n",
		"offload/rss":      "[[PROPERTY|severity=high]]\n",
		"hotfix/KB1":       "",
	}
	for _, tc := range s.Testcases {
		if got := output(tc); got != want[tc.Name] {
			t.Errorf("%s prints %q, want %q", tc.Name, got, want[tc.Name])
		}
	}
}

func output(tc junit.Testcase) string {
	if tc.SystemOut == nil {
		return ""
	}
	return tc.SystemOut.Data
}

func simple(status checks.Status, severity baselines.Severity) checks.Finding {
	return simpleID("a/b", status, severity)
}

func simpleID(id string, status checks.Status, severity baselines.Severity) checks.Finding {
	family, _, _ := strings.Cut(id, "/")
	return fixture.Simple(id, family, status, severity, "")
}
