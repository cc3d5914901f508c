package formats

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func TestInert(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"KB2552040 is installed", "KB2552040 is installed"},
		{"5-10", "5-10"},
		{"=1+1", "'=1+1"},
		{"+1", "'+1"},
		{"-1", "'-1"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{" \t=1", "' \t=1"},
		{`"=1`, `'"=1`},
		{"＝1", "'＝1"},
		{"a;=1", "a;'=1"},
		{"a; b", "a; b"},
	}
	for _, tt := range tests {
		if got := Inert(tt.in); got != tt.want {
			t.Errorf("Inert(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// checkCSV reads the rows and looks for formulas.
func checkCSV(t *testing.T, out []byte) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(out))
	r.FieldsPerRecord = len(csvColumns)
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.ContainsAny(cell, "\r\n\t") || cell != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(strings.TrimSpace(cell + "."))[0]) {
				t.Errorf("the cell %q", cell)
			}
		}
	}
	return rows
}

func TestCSVIsSafe(t *testing.T) {
	checkCSV(t, render(t, "csv", fixture.Result(fixture.FieldReport(), fixture.Tokyo()), report.Options{}))
}

func TestCSVNodeWithoutFindingHasItsRow(t *testing.T) {
	rows := checkCSV(t, render(t, "csv", fixture.Result(fixture.OneNode()), report.Options{}))
	if len(rows) != 2 || rows[1][2] != "N" || rows[1][8] != "unknown" || rows[1][13] != "no requirement was judged on the node" {
		t.Errorf("the rows are %q", rows)
	}
}
