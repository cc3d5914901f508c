package formats

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func TestMain(m *testing.M) {
	flag.Parse()
	// The width of ambiguous characters follows the locale; golden files have one.
	text.OverrideRuneWidthEastAsianWidth(false)
	os.Exit(m.Run())
}

func TestGolden(t *testing.T) {
	both := fixture.Result(fixture.FieldReport(), fixture.Tokyo())
	tests := []struct {
		file, format string
		result       *report.Result
		options      report.Options
	}{
		{"drift-80.txt", "text", both, report.Options{Width: 80, Details: true}},
		{"drift-120.txt", "text", both, report.Options{Width: 120, Details: true}},
		{"drift-one-cluster.txt", "text", fixture.Result(fixture.FieldReport()), report.Options{Details: true}},
		{"drift-verbose.txt", "text", both, report.Options{Verbose: true}},
		{"drift-quiet.txt", "text", both, report.Options{Quiet: true}},
		{"drift-color.txt", "text", both, report.Options{Color: true, Details: true}},
		{"summary-color.txt", "text", both, report.Options{Color: true}},
		{"pass-80.txt", "text", fixture.Result(fixture.Quiet()), report.Options{Width: 80, Details: true}},
		{"summary-pass-80.txt", "text", fixture.Result(fixture.Quiet()), report.Options{Width: 80}},
		{"weak-80.txt", "text", fixture.Result(fixture.Weak()), report.Options{Width: 80, Details: true}},
		{"weak-quiet.txt", "text", fixture.Result(fixture.Weak(), fixture.FieldReport()), report.Options{Quiet: true}},
		{"weak.xml", "junit", fixture.Result(fixture.Weak()), report.Options{}},
		{"aged-80.txt", "text", fixture.Aged(), report.Options{Width: 80, Details: true}},
		{"summary-aged-80.txt", "text", fixture.Aged(), report.Options{Width: 80}},
		{"aged.md", "markdown", fixture.Aged(), report.Options{}},
		{"empty.txt", "text", fixture.Result(), report.Options{}},
		{"drift.json", "json", both, report.Options{}},
		{"pass.json", "json", fixture.Result(fixture.Quiet()), report.Options{}},
		{"empty.json", "json", fixture.Result(), report.Options{}},
		{"drift.jsonl", "jsonl", both, report.Options{}},
		{"empty.jsonl", "jsonl", fixture.Result(), report.Options{}},
		{"drift.xml", "junit", both, report.Options{}},
		{"drift-high.xml", "junit", both, report.Options{Gate: report.Gate{FailOn: baselines.High, AllowIncomplete: true}}},
		{"drift-all.xml", "junit-all", both, report.Options{}},
		{"pass.xml", "junit", fixture.Result(fixture.Quiet()), report.Options{}},
		{"drift.html", "html", both, report.Options{}},
		{"flip.html", "html", fixture.Result(fixture.Flipping()), report.Options{}},
		{"pass.html", "html", fixture.Result(fixture.Quiet()), report.Options{}},
		{"empty.html", "html", fixture.Result(), report.Options{}},
		{"drift.csv", "csv", both, report.Options{}},
		{"pass.csv", "csv", fixture.Result(fixture.Quiet()), report.Options{}},
		{"empty.csv", "csv", fixture.Result(), report.Options{}},
		{"drift.github.txt", "github", both, report.Options{}},
		{"pass.github.txt", "github", fixture.Result(fixture.Quiet()), report.Options{}},
		{"weak.github.txt", "github", fixture.Result(fixture.Weak()), report.Options{}},
		{"empty.github.txt", "github", fixture.Result(), report.Options{}},
		{"drift.hdf.json", "hdf", fixture.Result(fixture.FieldReport()), report.Options{}},
		{"weak.hdf.json", "hdf", fixture.Result(fixture.Weak()), report.Options{}},
		{"empty.hdf.json", "hdf", fixture.Result(), report.Options{}},
		{"drift.md", "markdown", both, report.Options{}},
		{"pass.md", "markdown", fixture.Result(fixture.Quiet()), report.Options{}},
		{"weak.md", "markdown", fixture.Result(fixture.Weak()), report.Options{}},
		{"empty.md", "markdown", fixture.Result(), report.Options{}},
		{"drift.plan.md", "plan", both, report.Options{}},
		{"weak.plan.md", "plan", fixture.Result(fixture.Weak()), report.Options{}},
		{"empty.plan.md", "plan", fixture.Result(), report.Options{}},
		{"drift.prom", "prometheus", both, report.Options{}},
		{"pass.prom", "prometheus", fixture.Result(fixture.Quiet()), report.Options{}},
		{"weak.prom", "prometheus", fixture.Result(fixture.Weak()), report.Options{}},
		{"empty.prom", "prometheus", fixture.Result(), report.Options{}},
		{"past.prom", "prometheus", fixture.WithPast(2, fixture.FieldReport()), report.Options{Scan: "nightly", Pending: map[string]int{"mail": 0, "oncall": 2}}},
		{"drift.sarif", "sarif", both, report.Options{}},
		{"pass.sarif", "sarif", fixture.Result(fixture.Quiet()), report.Options{}},
		{"weak.sarif", "sarif", fixture.Result(fixture.Weak()), report.Options{}},
		{"empty.sarif", "sarif", fixture.Result(), report.Options{}},
		{"drift.tap", "tap", both, report.Options{}},
		{"pass.tap", "tap", fixture.Result(fixture.Quiet()), report.Options{}},
		{"weak.tap", "tap", fixture.Result(fixture.Weak()), report.Options{}},
		{"empty.tap", "tap", fixture.Result(), report.Options{}},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			fixture.Golden(t, tt.file, render(t, tt.format, tt.result, tt.options))
		})
	}
}

func render(t *testing.T, format string, r *report.Result, o report.Options) []byte {
	t.Helper()
	renderer, err := Lookup(format)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := renderer(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
