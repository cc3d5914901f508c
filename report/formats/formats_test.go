package formats

import (
	"errors"
	"io"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func TestLookupKnowsEveryFormat(t *testing.T) {
	for _, name := range Names() {
		if r, err := Lookup(name); err != nil || r == nil {
			t.Errorf("Lookup(%q): %v", name, err)
		}
	}
}

func TestLookupUnknown(t *testing.T) {
	tests := []struct{ name, want string }{
		{"jsn", `unknown report format "jsn": did you mean "json"? the formats are text, json, csv, github, hdf, html, jsonl, junit, junit-all, markdown, plan, prometheus, sarif, tap, html-pages, plan-script`},
		{"SARIFF", `unknown report format "SARIFF": did you mean "sarif"? the formats are text, json, csv, github, hdf, html, jsonl, junit, junit-all, markdown, plan, prometheus, sarif, tap, html-pages, plan-script`},
		{"md", `unknown report format "md": the formats are text, json, csv, github, hdf, html, jsonl, junit, junit-all, markdown, plan, prometheus, sarif, tap, html-pages, plan-script`},
		{"TXT", `unknown report format "TXT": did you mean "text"? the formats are text, json, csv, github, hdf, html, jsonl, junit, junit-all, markdown, plan, prometheus, sarif, tap, html-pages, plan-script`},
		{"spreadsheet", `unknown report format "spreadsheet": the formats are text, json, csv, github, hdf, html, jsonl, junit, junit-all, markdown, plan, prometheus, sarif, tap, html-pages, plan-script`},
		{"", `unknown report format "": the formats are text, json, csv, github, hdf, html, jsonl, junit, junit-all, markdown, plan, prometheus, sarif, tap, html-pages, plan-script`},
	}
	for _, tt := range tests {
		if _, err := Lookup(tt.name); err == nil || err.Error() != tt.want {
			t.Errorf("Lookup(%q): %v, want %s", tt.name, err, tt.want)
		}
	}
}

type fullDisk struct{}

var errFull = errors.New("disk is full")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestRenderersReportWriteErrors(t *testing.T) {
	for _, name := range Names() {
		r, err := Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := r(io.Writer(fullDisk{}), fixture.Result(fixture.Quiet()), report.Options{}); !errors.Is(err, errFull) {
			t.Errorf("%s: %v, want %v", name, err, errFull)
		}
	}
}
