package formats

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func parseSARIF(t *testing.T, out []byte) *sarif.Report {
	t.Helper()
	log, err := sarif.FromBytes(out)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// TestSARIFFollowsSchema validates against the schema of OASIS (errata 01), which
// the library brings along, what the library would write; ours lacks defaults alone.
func TestSARIFFollowsSchema(t *testing.T) {
	results := map[string]*report.Result{
		"drift": fixture.Result(fixture.FieldReport(), fixture.Tokyo()), "pass": fixture.Result(fixture.Quiet()), "empty": fixture.Result(), "dark": fixture.Result(fixture.Dark()), "starved": fixture.Result(fixture.Starved()),
		"weak": fixture.Result(fixture.Weak()), "silent": fixture.Result(fixture.OneNode()), "past": fixture.WithPast(5, fixture.FieldReport()),
	}
	for _, s := range append([]string{fixture.Hostile, fixture.Injected, "%zz", "//a", "?b"}, fixture.Starts...) {
		results[s] = everywhere(smallResult(), s)
	}
	for name, r := range results {
		log := sarifLog(r, report.Options{})
		if err := log.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var whole bytes.Buffer
		if err := log.Write(&whole); err != nil {
			t.Fatal(err)
		}
		onlyDefaultsLack(t, name, decodeJSON(t, whole.Bytes()), decodeJSON(t, render(t, "sarif", r, report.Options{})))
	}
}

func decodeJSON(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func onlyDefaultsLack(t *testing.T, at string, whole, ours any) {
	t.Helper()
	switch w := whole.(type) {
	case map[string]any:
		o, _ := ours.(map[string]any)
		for key, v := range w {
			list, isList := v.([]any)
			switch got, has := o[key]; {
			case has:
				onlyDefaultsLack(t, at+"."+key, v, got)
			case v != -1.0 && (!isList || len(list) > 0):
				t.Errorf("%s.%s is missing", at, key)
			}
		}
		if len(o) > len(w) {
			t.Errorf("%s has more", at)
		}
	case []any:
		o, _ := ours.([]any)
		if len(o) != len(w) {
			t.Fatalf("%s has %d elements, not %d", at, len(o), len(w))
		}
		for i := range w {
			onlyDefaultsLack(t, fmt.Sprintf("%s[%d]", at, i), w[i], o[i])
		}
	default:
		if whole != ours {
			t.Errorf("%s is %v, not %v", at, ours, whole)
		}
	}
}

func TestSARIFResults(t *testing.T) {
	tests := []struct {
		status      checks.Status
		severity    baselines.Severity
		kind, level string
	}{
		{checks.Drift, baselines.Critical, "fail", "error"},
		{checks.Drift, baselines.High, "fail", "error"},
		{checks.Drift, baselines.Medium, "fail", "warning"},
		{checks.Drift, baselines.Low, "fail", "note"},
		{checks.Drift, baselines.Info, "fail", "note"},
		{checks.Unknown, baselines.Critical, "open", "none"},
		{checks.Waived, baselines.High, "fail", "error"},
	}
	for _, tt := range tests {
		t.Run(string(tt.status)+" "+string(tt.severity), func(t *testing.T) {
			run := parseSARIF(t, render(t, "sarif", fixture.Result(fixture.OneNode(fixture.Simple("a/b", "a", tt.status, tt.severity, ""))), report.Options{})).Runs[0]
			got := run.Results[0]
			if got.Kind != tt.kind || got.Level != tt.level {
				t.Errorf("the result is %s %s, want %s %s", got.Kind, got.Level, tt.kind, tt.level)
			}
			if waived := tt.status == checks.Waived; waived != (len(got.Suppressions) == 1) {
				t.Errorf("there are %d suppressions", len(got.Suppressions))
			}
			if id := *run.Tool.Driver.Rules[got.RuleIndex].ID; id != "a/b" || *got.RuleID != "a/b" {
				t.Errorf("the rule is %s", id)
			}
		})
	}
}

// TestSARIFHasWhatCodeScanningDemands looks for the properties that GitHub
// requires beyond the schema.
func TestSARIFHasWhatCodeScanningDemands(t *testing.T) {
	run := parseSARIF(t, render(t, "sarif", fixture.Result(fixture.FieldReport(), fixture.Tokyo()), report.Options{})).Runs[0]
	for _, rule := range run.Tool.Driver.Rules {
		if *rule.ShortDescription.Text == "" || *rule.FullDescription.Text == "" || *rule.Help.Text == "" {
			t.Errorf("%s lacks a description", *rule.ID)
		}
	}
	prints := map[string]bool{}
	for _, r := range run.Results {
		at := r.Locations[0].PhysicalLocation
		if *at.ArtifactLocation.URI == "" || *at.Region.StartLine < 1 {
			t.Errorf("%s has no location", *r.RuleID)
		}
		print := r.PartialFingerprints["primaryLocationLineHash"]
		if print == "" || prints[print] {
			t.Errorf("the fingerprint %q of %s is not its own", print, *r.RuleID)
		}
		prints[print] = true
	}
}

func TestSARIFFingerprintsDoNotFollowWhatWasObserved(t *testing.T) {
	of := func(got string) []string {
		var prints []string
		j := fixture.OneNode(fixture.HeartbeatDrift(got), fixture.HeartbeatDrift(got+"0"), fixture.Simple("a/b", "a", checks.Unknown, baselines.Low, ""))
		for _, r := range parseSARIF(t, render(t, "sarif", fixture.Result(j), report.Options{})).Runs[0].Results {
			prints = append(prints, r.PartialFingerprints["clusterdriftFinding/v1"])
		}
		return prints
	}
	if a, b := of("5"), of("6"); !slices.Equal(a, b) || len(a) != 3 || a[1] == a[2] {
		t.Errorf("fingerprints are %q and %q", a, b)
	}
}

func TestSARIFLocations(t *testing.T) {
	tests := []struct{ file, uri, base string }{
		{"embedded:ws2016.yaml", "baselines/ws2016.yaml", embeddedRoot},
		{"site/our nodes.yaml", "site/our%20nodes.yaml", sourceRoot},
		{`site\nodes.yaml`, "site/nodes.yaml", sourceRoot},
		{"a:b.yaml", "file:///a:b.yaml", ""},
		{`C:\site.yaml`, "file:///C:/site.yaml", ""},
		{"/etc/site.yaml", "file:///etc/site.yaml", ""},
	}
	for _, tt := range tests {
		at := sources{}.location(baselines.Position{File: tt.file, Line: 3})[0].PhysicalLocation.ArtifactLocation
		base := ""
		if at.URIBaseID != nil {
			base = *at.URIBaseID
		}
		if *at.URI != tt.uri || base != tt.base {
			t.Errorf("%s is at %s of %q, want %s of %q", tt.file, *at.URI, base, tt.uri, tt.base)
		}
	}
}

func TestSARIFInterruptedIsNoSuccess(t *testing.T) {
	in := fixture.Input(fixture.Quiet())
	in.Interrupted = true
	i := parseSARIF(t, render(t, "sarif", report.New(in), report.Options{})).Runs[0].Invocations[0]
	if *i.ExecutionSuccessful || *i.ExitCode != report.ExitInterrupted {
		t.Errorf("the invocation is successful: %t, %d", *i.ExecutionSuccessful, *i.ExitCode)
	}
}

func TestSARIFMessagesHaveNoLinks(t *testing.T) {
	out := string(render(t, "sarif", fixture.Result(fixture.OneNode(fixture.Injection())), report.Options{}))
	if strings.Contains(out, "click](") {
		t.Error("a node offers a link")
	}
}

// A rule stands for all nodes, so what one node is to do is in its result alone.
func TestSARIFFixIsOfTheResult(t *testing.T) {
	finding := func(got, fix string) checks.Finding {
		f := fixture.Simple("a/b-c", "a", checks.Drift, baselines.High, got)
		f.Fix = baselines.Instruction(fix)
		return f
	}
	j := fixture.OneNode(finding("A", "Run old."), finding("B", "Run new."))
	run := parseSARIF(t, render(t, "sarif", fixture.Result(j), report.Options{})).Runs[0]
	rule := run.Tool.Driver.Rules[0]
	if strings.Contains(*rule.Help.Text+*rule.Help.Markdown+*rule.FullDescription.Text, "Run") || *rule.Name != "ABC" {
		t.Errorf("the rule %s has the help %q", *rule.Name, *rule.Help.Text)
	}
	for _, r := range run.Results {
		text := *r.Message.Text
		want := map[bool]string{true: "\nfix: Run old.", false: "\nfix: Run new."}[strings.Contains(text, "got: A")]
		if !strings.Contains(text, want) {
			t.Errorf("%s: %s", *r.RuleID, text)
		}
	}
}

// What is not known is left out, and a run without results says that it has none.
func TestSARIFHasNoDefaults(t *testing.T) {
	drift := string(render(t, "sarif", fixture.Result(fixture.FieldReport(), fixture.Tokyo()), report.Options{}))
	pass := string(render(t, "sarif", fixture.Result(fixture.Quiet()), report.Options{}))
	if strings.Contains(drift, "\": -1") || strings.Contains(drift, ": []") {
		t.Error("defaults are written")
	}
	if !strings.Contains(pass, `"results": []`) || strings.Count(pass, ": []") > 2 {
		t.Errorf("without a result: %s", pass)
	}
}
