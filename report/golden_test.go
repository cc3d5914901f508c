package report

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
)

func TestMain(m *testing.M) {
	flag.Parse()
	// The width of ambiguous characters follows the locale; golden files have one.
	text.OverrideRuneWidthEastAsianWidth(false)
	os.Exit(m.Run())
}

func TestGolden(t *testing.T) {
	both := fixture(fieldReport(), tokyo())
	tests := []struct {
		file, format string
		result       *Result
		options      Options
	}{
		{"drift-80.txt", "text", both, Options{Width: 80}},
		{"drift-120.txt", "text", both, Options{Width: 120}},
		{"drift-one-cluster.txt", "text", fixture(fieldReport()), Options{}},
		{"drift-verbose.txt", "text", both, Options{Verbose: true}},
		{"drift-quiet.txt", "text", both, Options{Quiet: true}},
		{"drift-color.txt", "text", both, Options{Color: true}},
		{"pass-80.txt", "text", fixture(quiet()), Options{Width: 80}},
		{"weak-80.txt", "text", fixture(weak()), Options{Width: 80}},
		{"weak-quiet.txt", "text", fixture(weak(), fieldReport()), Options{Quiet: true}},
		{"weak.xml", "junit", fixture(weak()), Options{}},
		{"empty.txt", "text", fixture(), Options{}},
		{"drift.json", "json", both, Options{}},
		{"pass.json", "json", fixture(quiet()), Options{}},
		{"empty.json", "json", fixture(), Options{}},
		{"drift.xml", "junit", both, Options{}},
		{"pass.xml", "junit", fixture(quiet()), Options{}},
		{"drift.html", "html", both, Options{}},
		{"flip.html", "html", fixture(flipping()), Options{}},
		{"pass.html", "html", fixture(quiet()), Options{}},
		{"empty.html", "html", fixture(), Options{}},
		{"drift.csv", "csv", both, Options{}},
		{"pass.csv", "csv", fixture(quiet()), Options{}},
		{"empty.csv", "csv", fixture(), Options{}},
		{"drift.github.txt", "github", both, Options{}},
		{"pass.github.txt", "github", fixture(quiet()), Options{}},
		{"weak.github.txt", "github", fixture(weak()), Options{}},
		{"empty.github.txt", "github", fixture(), Options{}},
		{"drift.md", "markdown", both, Options{}},
		{"pass.md", "markdown", fixture(quiet()), Options{}},
		{"weak.md", "markdown", fixture(weak()), Options{}},
		{"empty.md", "markdown", fixture(), Options{}},
		{"drift.plan.md", "plan", both, Options{}},
		{"weak.plan.md", "plan", fixture(weak()), Options{}},
		{"empty.plan.md", "plan", fixture(), Options{}},
		{"drift.prom", "prometheus", both, Options{}},
		{"pass.prom", "prometheus", fixture(quiet()), Options{}},
		{"weak.prom", "prometheus", fixture(weak()), Options{}},
		{"empty.prom", "prometheus", fixture(), Options{}},
		{"drift.sarif", "sarif", both, Options{}},
		{"pass.sarif", "sarif", fixture(quiet()), Options{}},
		{"weak.sarif", "sarif", fixture(weak()), Options{}},
		{"empty.sarif", "sarif", fixture(), Options{}},
		{"drift.tap", "tap", both, Options{}},
		{"pass.tap", "tap", fixture(quiet()), Options{}},
		{"weak.tap", "tap", fixture(weak()), Options{}},
		{"empty.tap", "tap", fixture(), Options{}},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			golden(t, tt.file, render(t, tt.format, tt.result, tt.options))
		})
	}
}

func render(t *testing.T, format string, r *Result, o Options) []byte {
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
