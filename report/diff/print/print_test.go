package print_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/diff/print"
	"github.com/clusterdrift/clusterdrift/report/internal/fit"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func TestMain(m *testing.M) {
	flag.Parse()
	text.OverrideRuneWidthEastAsianWidth(false)
	os.Exit(m.Run())
}

// changes is a synthetic comparison with every class.
func changes() *diff.Diff {
	monday := fixture.Start
	d := &diff.Diff{
		Format: diff.Format, Document: diff.Document,
		Exit:   report.Exit{Code: 1, Reason: "new drift: 1 critical; 1 node not read"},
		Before: diff.Side{Name: "monday.json", Tool: report.Tool{Name: "clusterdrift", Version: "1.0.0"}, Judged: monday, Exit: report.Exit{Code: 0, Reason: "all"}},
		After: diff.Side{Name: "tuesday.json", Tool: report.Tool{Name: "clusterdrift", Version: "1.0.0"}, Judged: monday.AddDate(0, 0, 1), Exit: report.Exit{Code: 4, Reason: "drift"},
			Selection: &report.Narrowing{Skip: []string{"time"}}, Shard: &report.Shard{Index: 1, Count: 2, Inventory: "sha256:01"}},
		Notes:     []string{"tuesday.json is narrowed by --skip time"},
		Baselines: []diff.BaselineChange{{Name: "ws2022", Before: []string{"sha256:0123456789abcdef"}, After: []string{"sha256:fedcba9876543210"}}, {Name: "site", Before: []string{}, After: []string{"sha256:0a0b0c0d0e0f0a0b"}}},
		NewDrift:  diff.BySeverity{"critical": 1}, Unsure: diff.BySeverity{"high": 1},
	}
	c := diff.Cluster{Name: "FIELDREPORT", WasNamed: "FIELD", State: diff.Compared, Moment: baselines.GoLive, WasMoment: baselines.Audit,
		Omitted: []diff.Omission{{Text: "only before: left out after, which is narrowed by --skip time", Findings: 8, Drift: 2}}}
	status := map[diff.Class][2]checks.Status{
		diff.New: {"pass", "drift"}, diff.WaiverEnded: {"waived", "drift"}, diff.SeverityChanged: {"drift", "drift"}, diff.DriftChanged: {"drift", "drift"},
		diff.RequirementAdded: {"", "drift"}, diff.RequirementChanged: {"drift", "pass"}, diff.RequirementDropped: {"drift", ""}, diff.BecameUnknown: {"drift", "unknown"},
		diff.KnownAgain: {"unknown", "drift"}, diff.Waived: {"drift", "waived"}, diff.Fixed: {"drift", "pass"}, diff.NoLongerApplies: {"drift", "not-applicable"}, diff.Still: {"drift", "drift"},
	}
	count := func(class diff.Class, n int) {
		if c.Counts.Changes == nil {
			c.Counts = diff.Counts{Changes: map[diff.Class]int{}, Compared: 40, Unchanged: 20, LeftOut: 8}
		}
		c.Counts.Changes[class] += n
	}
	for _, class := range diff.FindingClasses() {
		f := diff.Change{Class: class, ID: "hotfix/KB2552040", Family: "hotfix", Title: "Cluster loses quorum when communication fails asymmetrically", Was: status[class][0], Now: status[class][1],
			Severity: baselines.Critical, Want: "KB2552040, or an update that carries it", Got: "not installed", Reason: "the CBS store has no package of it", Fingerprint: "0123456789ab"}
		switch class {
		case diff.New:
			f.WasGot, f.Brief, f.Counts = "KB2552040 is installed", "Install KB2552040 on one node at a time", true
		case diff.Waived, diff.WaiverEnded:
			f.Waiver = "tolerated; owner platform@contoso.example; until 2026-12-31"
		case diff.SeverityChanged:
			f.WasSeverity = baselines.Medium
		case diff.RequirementChanged:
			f.WasWant, f.OtherRules = "another update", true
		case diff.Fixed, diff.KnownAgain:
			f.Got, f.WasGot = "KB2552040 is installed", "not installed"
		case diff.BecameUnknown:
			f.Got, f.WasGot = "", "not installed"
		case diff.Still, diff.DriftChanged:
			f.Since, f.WasGot = monday.AddDate(0, -1, 0), "half installed"
		}
		for _, node := range []string{"HV01", "HV02"} {
			f.Node = node
			c.Findings = append(c.Findings, f)
		}
		count(class, 2)
	}
	wide := c.Findings[0]
	wide.Node, wide.ID, wide.Severity, wide.Counts = "", "heartbeat/agreement", baselines.Info, false
	c.Findings = append([]diff.Change{wide}, c.Findings...)
	count(diff.New, 1)
	for _, class := range diff.NodeClasses() {
		n := diff.NodeChange{Class: class, Name: strings.ToUpper(string(class)), Was: report.Scanned, Now: report.Unreachable, Problem: "connect: no answer within 10 s", Drift: 3}
		if class == diff.NodeRenamed {
			n.WasNamed, n.Now, n.Problem = "OLD", report.Scanned, ""
		}
		c.Nodes = append(c.Nodes, n)
		count(class, 1)
	}
	d.Counts = c.Counts
	empty := func(name string, state diff.State) diff.Cluster {
		return diff.Cluster{Name: name, State: state, Nodes: []diff.NodeChange{}, Findings: []diff.Change{}, Counts: diff.Counts{Changes: map[diff.Class]int{}}}
	}
	for _, class := range []diff.Class{diff.RequirementAdded, diff.KnownAgain} { // most of these pass
		passes := diff.Change{Class: class, ID: "offload/rss", Family: "offload", Node: "HV01", Title: "RSS", Now: checks.Pass, Severity: baselines.Low, Got: "enabled"}
		if class == diff.KnownAgain {
			passes.Was = checks.Unknown
		}
		c.Findings = append(c.Findings, passes)
		count(class, 1)
	}
	d.Clusters = []diff.Cluster{c, empty("NEW", diff.Appeared), empty("OLD", diff.Vanished), empty("OTHER", diff.LeftOut), empty("SQL-PROD", diff.Compared)}
	return d
}

func rendered(t testing.TB, name string, d *diff.Diff, o report.Options) string {
	t.Helper()
	render, ok := print.Lookup(name)
	if !ok {
		t.Fatalf("unknown format %s", name)
	}
	var b bytes.Buffer
	if err := render(&b, d, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for _, tt := range []struct {
		file, format string
		options      report.Options
	}{
		{"changes-80.txt", "text", report.Options{Width: 80}}, {"changes-120.txt", "text", report.Options{Width: 120}}, {"changes-quiet.txt", "text", report.Options{Quiet: true}},
		{"changes-color.txt", "text", report.Options{Color: true}}, {"changes.md", "markdown", report.Options{}}, {"changes.html", "html", report.Options{}},
		{"changes.json", "json", report.Options{}}, {"changes.jsonl", "events", report.Options{}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			fixture.Golden(t, tt.file, []byte(rendered(t, tt.format, changes(), tt.options)))
		})
	}
}

// foreign is what no report may pass on.
const foreign = "\x1b[31m<script>alert(1)</script>\u202e`|[x](http://evil.example) @all\x00\u200b"

func TestForeignText(t *testing.T) {
	hostile := func() *diff.Diff {
		d := changes()
		d.Before.Name, d.Notes[0], d.Baselines[0].Name = foreign, foreign, foreign
		c := &d.Clusters[0]
		c.Name, c.Nodes[0].Name, c.Nodes[0].Problem, c.Omitted[0].Text = foreign, foreign, foreign, foreign
		for i := range c.Findings {
			f := &c.Findings[i]
			f.ID, f.Title, f.Node, f.Got, f.WasGot, f.Want, f.Reason, f.Waiver, f.Brief = foreign, foreign, foreign, foreign, foreign, foreign, foreign, foreign, foreign
		}
		return d
	}
	for _, format := range print.Names() {
		got := rendered(t, format, hostile(), report.Options{Width: 80})
		if strings.ContainsAny(got, "\x1b\x00\u202e\u200b") {
			t.Errorf("%s passes control characters on", format)
		}
		if format == "html" && strings.Contains(got, "<script>") || format == "markdown" && (strings.Contains(got, "<script>") || strings.Contains(got, "[x](http")) {
			t.Errorf("%s passes code on", format)
		}
	}
}

// Nothing is cut away, and no line is wider than the page.
func TestTextWraps(t *testing.T) {
	d := changes()
	d.Clusters[0].Findings[0].Got = strings.Repeat("word ", 100) + strings.Repeat("W", 200)
	for _, width := range []int{60, 80, 120} {
		got := rendered(t, "text", d, report.Options{Width: width})
		for line := range strings.Lines(got) {
			if w := fit.Columns(strings.TrimRight(line, "\n")); w > width {
				t.Errorf("at %d a line is %d wide: %s", width, w, line)
			}
		}
		if words, letters := strings.Count(got, "word"), strings.Count(got, "W"); words != 100 || letters < 200 {
			t.Errorf("at %d %d of 100 words and %d of 200 letters are left", width, words, letters)
		}
	}
}

// The Markdown form fits a comment, and counts what it leaves out.
func TestMarkdownFits(t *testing.T) {
	d := changes()
	one := d.Clusters[0].Findings[1]
	for range 2000 {
		one.ID += "x"
		if len(one.ID) > 60 {
			one.ID = "hotfix/" + one.Title[:1] + one.ID[20:]
		}
		one.Got += "y"
		d.Clusters[0].Findings = append(d.Clusters[0].Findings, one)
	}
	got := rendered(t, "markdown", d, report.Options{})
	if len(got) > 65536 || !strings.Contains(got, "more lines; see the full comparison") {
		t.Errorf("%d bytes, ends with %q", len(got), got[len(got)-100:])
	}
}

// Each event is a line of JSON, its key stays when it is worked out from other results,
// and drift that stayed has none.
func TestEvents(t *testing.T) {
	d := changes()
	keys := map[string]bool{}
	read := func(d *diff.Diff) (all []print.Event) {
		for line := range strings.Lines(rendered(t, "events", d, report.Options{})) {
			var e print.Event
			if err := json.Unmarshal([]byte(line), &e); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			all = append(all, e)
		}
		return all
	}
	first := read(d)
	for _, e := range first {
		if keys[e.Key] || e.Event == string(diff.Still) || e.Event == string(diff.NodeStillDark) {
			t.Errorf("%+v, seen before: %t", e, keys[e.Key])
		}
		keys[e.Key] = true
		if (e.Finding != nil) != (e.Subject == "finding") || (e.Node != nil) != (e.Subject == "node") || (e.Baseline != nil) != (e.Subject == "baseline") {
			t.Errorf("the subject of %+v", e)
		}
	}
	if want := 2 + len(diff.NodeClasses()) - 1 + 2*(len(diff.FindingClasses())-1) + 3; len(first) != want {
		t.Errorf("%d events, want %d", len(first), want)
	}
	later := changes()
	later.Before.Judged = later.Before.Judged.Add(-time.Hour)
	later.Clusters[0].Findings[0].Reason = "said otherwise"
	for _, e := range read(later) {
		if !keys[e.Key] {
			t.Errorf("another key: %+v", e)
		}
	}
}

// The page has no script, admits none, and its style has the digest of the policy.
func TestHTML(t *testing.T) {
	page := rendered(t, "html", changes(), report.Options{})
	policy := ""
	for _, n := range fixture.Elements(t, page) {
		if fixture.Attribute(n, "http-equiv") != "" {
			policy = fixture.Attribute(n, "content")
		}
		if n.Data == "script" || strings.HasPrefix(fixture.Attribute(n, "href"), "http") {
			t.Errorf("<%s> in the page", n.Data)
		}
	}
	start, end := strings.Index(page, "<style>")+len("<style>"), strings.Index(page, "</style>")
	sum := sha256.Sum256([]byte(page[start:end]))
	if !strings.Contains(policy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
		t.Errorf("the policy %q does not admit the style", policy)
	}
	if strings.Contains(policy, "script-src") || !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") {
		t.Errorf("the policy is %q", policy)
	}
}
