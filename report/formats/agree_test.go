package formats

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"golang.org/x/net/html"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// tally is what a reader of one format counts.
type tally struct{ drift, unknown, pass, waived, notApplicable, unreachable int }

func (c *tally) add(status checks.Status, n int) {
	switch status {
	case checks.Drift:
		c.drift += n
	case checks.Unknown:
		c.unknown += n
	case checks.Pass:
		c.pass += n
	case checks.Waived:
		c.waived += n
	case checks.NotApplicable:
		c.notApplicable += n
	}
}

// tallies reads each format with nothing but its own text.
var tallies = map[string]func(t *testing.T, out []byte) tally{
	"text": textTally, "json": jsonTally, "csv": csvTally, "github": lineTally, "hdf": hdfTally, "html": htmlTally, "jsonl": jsonlTally, "junit": junitTally, "junit-all": junitTally,
	"markdown": markdownTally, "plan": lineTally, "prometheus": prometheusTally, "sarif": sarifTally, "tap": tapTally,
}

// TestFormatsAgree counts in every format what the result counts.
func TestFormatsAgree(t *testing.T) {
	for name, r := range map[string]*report.Result{
		"drift": fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Quiet()), "one": fixture.Result(fixture.FieldReport()), "pass": fixture.Result(fixture.Quiet()),
		"dark": fixture.Result(fixture.Dark(), fixture.Weak()), "weak": fixture.Result(fixture.Weak()),
	} {
		c := r.Counts
		want := tally{c.Drift, c.Unknown, c.Pass, c.Waived, c.NotApplicable, c.Nodes.Unreachable}
		for _, format := range Names() {
			read, ok := tallies[format]
			if !ok {
				t.Fatalf("nothing reads %s: add it to tallies", format)
			}
			if got := read(t, render(t, format, r, report.Options{})); got != want {
				t.Errorf("%s: %s counts %+v, the result %+v", name, format, got, want)
			}
		}
	}
}

func textTally(t *testing.T, out []byte) tally {
	n := closingCounts(t, out)
	c := tally{n[0], n[1], n[2], n[3], n[4], 0}
	c.unreachable = len(regexp.MustCompile(`(?m)^[^ :]+ +unreachable`).FindAll(out, -1))
	return c
}

func jsonTally(t *testing.T, out []byte) (c tally) {
	r, err := record.Read(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	for _, cluster := range r.Clusters {
		for _, f := range cluster.Findings {
			c.add(f.Status, 1)
		}
		for _, n := range cluster.Nodes {
			if n.State == report.Unreachable {
				c.unreachable++
			}
		}
	}
	return c
}

// htmlTally reads the boxes of the filter, which say how many findings there are.
func htmlTally(t *testing.T, out []byte) (c tally) {
	for _, n := range fixture.Elements(t, string(out)) {
		switch {
		case fixture.Attribute(n, "name") == "status":
			var text string
			for d := range n.Parent.Descendants() {
				if d.Type == html.TextNode {
					text += d.Data
				}
			}
			c.add(checks.Status(fixture.Attribute(n, "value")), number([]byte(regexp.MustCompile(`\((\d+)\)`).FindStringSubmatch(text)[1])))
		case strings.HasPrefix(fixture.Attribute(n, "class"), "word unreachable") && n.Data == "span":
			c.unreachable++
		}
	}
	return c
}

func csvTally(t *testing.T, out []byte) (c tally) {
	rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	dark := map[string]bool{}
	for _, row := range rows[1:] {
		c.add(checks.Status(row[8]), 1)
		if row[3] == string(report.Unreachable) {
			dark[row[1]+"/"+row[2]] = true
		}
	}
	c.unreachable = len(dark)
	return c
}

var totalsLine = regexp.MustCompile(`(\d+) unreachable: (\d+) drift, (\d+) unknown, (\d+) pass, (\d+) waived, (\d+) not applicable`)

func lineTally(t *testing.T, out []byte) tally {
	m := totalsLine.FindSubmatch(out)
	if m == nil {
		t.Fatalf("no totals in %s", out)
	}
	return tally{number(m[2]), number(m[3]), number(m[4]), number(m[5]), number(m[6]), number(m[1])}
}

func number(b []byte) int {
	n, err := strconv.Atoi(string(b))
	if err != nil {
		panic(err)
	}
	return n
}

func jsonlTally(t *testing.T, out []byte) (c tally) {
	dark := map[string]bool{}
	for line := range bytes.Lines(out) {
		var f struct {
			Cluster, Node, Status string
			State                 string `json:"node_state"`
		}
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatal(err)
		}
		c.add(checks.Status(f.Status), 1)
		if f.State == string(report.Unreachable) {
			dark[f.Cluster+"/"+f.Node] = true
		}
	}
	c.unreachable = len(dark)
	return c
}

func junitTally(t *testing.T, out []byte) (c tally) {
	for _, s := range parseJUnit(t, out).Suites {
		for _, tc := range s.Testcases {
			status, _, _ := strings.Cut(outcome(tc), ":")
			switch {
			case status == "failure":
				c.drift++
			case status == "error":
				c.unknown++
			case status == "":
				c.pass++
			case strings.HasPrefix(tc.Skipped.Message, "not counted: drift"):
				c.drift++
			case strings.HasPrefix(tc.Skipped.Message, "not counted: "):
				c.unknown++
			case strings.HasPrefix(tc.Skipped.Message, "waived"):
				c.waived++
			default:
				c.notApplicable++
			}
		}
		if s.Properties != nil && (*s.Properties)[0].Value == string(report.Unreachable) {
			c.unreachable++
		}
	}
	return c
}

func markdownTally(t *testing.T, out []byte) (c tally) {
	for _, m := range regexp.MustCompile(`(?m)^\| ([^|]+) \| \d+ \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$`).FindAllSubmatch(out, -1) {
		if string(m[1]) == "**all**" {
			continue
		}
		c.unreachable += number(m[2])
		c.drift += number(m[3])
		c.unknown += number(m[4])
		c.pass += number(m[5])
		c.waived += number(m[6])
		c.notApplicable += number(m[7])
	}
	return c
}

func parsePrometheus(t *testing.T, out []byte) map[string]*dto.MetricFamily {
	t.Helper()
	p := expfmt.NewTextParser(model.LegacyValidation)
	families, err := p.TextToMetricFamilies(bytes.NewReader(out))
	if err != nil {
		t.Fatalf("%v in\n%s", err, out)
	}
	return families
}

func prometheusTally(t *testing.T, out []byte) (c tally) {
	families := parsePrometheus(t, out)
	for _, m := range families["clusterdrift_findings"].GetMetric() {
		c.add(checks.Status(labelsOf(m)["status"]), int(m.GetGauge().GetValue()))
	}
	for _, m := range families["clusterdrift_node_state"].GetMetric() {
		if labelsOf(m)["state"] == string(report.Unreachable) {
			c.unreachable += int(m.GetGauge().GetValue())
		}
	}
	return c
}

// sarifTally takes from the properties only what has no result.
func sarifTally(t *testing.T, out []byte) (c tally) {
	log, err := sarif.FromBytes(out)
	if err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	counts := run.Properties.Properties["counts"].(map[string]any)
	c.pass, c.notApplicable = int(counts["pass"].(float64)), int(counts["not_applicable"].(float64))
	for _, r := range run.Results {
		switch {
		case r.Kind == "open":
			c.unknown++
		case len(r.Suppressions) > 0:
			c.waived++
		default:
			c.drift++
		}
	}
	for _, n := range run.Invocations[0].ToolExecutionNotifications {
		if n.Level == "error" {
			c.unreachable++
		}
	}
	return c
}

// tapTally counts test lines; only the comment knows of nodes.
func tapTally(t *testing.T, out []byte) (c tally) {
	tests := parseTAP(t, out)
	for _, test := range tests {
		switch {
		case strings.HasPrefix(test.directive, "SKIP waived"):
			c.waived++
		case strings.HasPrefix(test.directive, "SKIP"):
			c.notApplicable++
		case test.ok:
			c.pass++
		default:
			c.add(checks.Status(strings.TrimSpace(test.detail.Status)), 1)
		}
	}
	c.unreachable = lineTally(t, out).unreachable
	return c
}
