package formats

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// TestCSVByLibreOffice opens each table in the spreadsheet and saves it again: rows and
// columns are the same, no cell was a formula, and a build keeps its last digit.
func TestCSVByLibreOffice(t *testing.T) {
	soffice := consumer(t, "SOFFICE")
	results := consumed()
	results["build"] = fixture.Result(fixture.OneNode(fixture.Simple("a/build", "a", checks.Drift, baselines.High, "build 20348.2340")))
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	if err := os.Mkdir(in, 0o700); err != nil {
		t.Fatal(err)
	}
	// Comma, quote, UTF-8, from the first line; cells are saved as they are shown.
	const filter = ":44,34,76,1,,0,false,true,false"
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--infilter=CSV:44,34,76,1",
		"--convert-to", "csv:Text - txt - csv (StarCalc)" + filter, "--outdir", out}
	written := map[string][]byte{}
	for name, r := range results {
		written[name] = render(t, "csv", r, report.Options{})
		file := filepath.Join(in, name+".csv")
		if err := os.WriteFile(file, written[name], 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	if text, err := exec.Command(soffice, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for name := range results {
		saved, err := os.ReadFile(filepath.Join(out, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		sameCells(t, name, cells(t, written[name]), cells(t, saved))
	}
}

func cells(t *testing.T, table []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// sameCells compares a table with what the spreadsheet made of it, which shows true and
// false in capitals.
func sameCells(t *testing.T, name string, want, got [][]string) {
	t.Helper()
	if len(got) != len(want) || len(want) < 2 {
		t.Errorf("%s: %d rows, want %d", name, len(got), len(want))
		return
	}
	for i, row := range want {
		if len(got[i]) != len(row) {
			t.Errorf("%s: row %d has %d cells, want %d", name, i, len(got[i]), len(row))
			continue
		}
		for j, cell := range row {
			if !strings.EqualFold(got[i][j], cell) {
				t.Errorf("%s: %s of row %d is %q, want %q", name, want[0][j], i, got[i][j], cell)
			}
		}
	}
}
