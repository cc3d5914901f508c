package main

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/doctor"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report"
)

func TestPrintStep(t *testing.T) {
	step := doctor.Step{Name: doctor.Shell, Status: doctor.Failed, Text: "no\x1b[2J",
		Details: []string{"one"}, Fix: []string{"Give the account the right to open a shell."}}
	tests := map[string]struct {
		options report.Options
		want    string
	}{
		"a file": {report.Options{}, `  shell         failed   no\uFFFD[2J
                         one
                         - Give the account the right to open a shell.
`},
		"a terminal": {report.Options{Width: 55, Color: true}, `  shell         \x1b[31mfailed\x1b[0m   no\uFFFD[2J
                         one
                         - Give the account the right
                           to open a shell.
`},
	}
	unquote := strings.NewReplacer(`\uFFFD`, "\uFFFD", `\x1b`, "\x1b")
	for name, tt := range tests {
		var b bytes.Buffer
		printStep(&b, step, tt.options)
		if diff := cmp.Diff(unquote.Replace(tt.want), b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// What a hostile node says reaches no terminal as it is.
func TestDoctorAndQueryCleanForeignText(t *testing.T) {
	described := windows.FieldReport(storyPassword)[:1]
	described[0].Conduct.Fault = simulator.FaultPanicText
	farm, err := simulator.Start(described, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer farm.Close()
	dir := t.TempDir()
	if err := writeInventories(dir, demoFlags{transport: "http"}.demoNodes(described, farm.Endpoints())); err != nil {
		t.Fatal(err)
	}
	story := filepath.Join(dir, "story.yaml")
	env := map[string]string{passwordVariable: storyPassword}
	for _, args := range [][]string{
		{"doctor", "-i", story},
		{"query", "-i", story, "HV01", "SELECT Caption, BuildNumber FROM Win32_OperatingSystem"},
		{"query", "-i", story, "HV01", "SELECT Caption FROM Win32_OperatingSystem", "-o", "csv"},
		{"query", "-i", story, "HV01", "SELECT Nothing FROM Win32_Nothing"},
	} {
		_, stdout, stderr := runCommand(t.Context(), env, args...)
		if i := strings.IndexAny(stdout+stderr, "\x1b\x07\u009b\u202e\r"); i >= 0 {
			t.Errorf("%v prints %q", args, (stdout + stderr)[i:])
		}
		if !strings.Contains(stdout+stderr, "<script>") {
			t.Errorf("%v does not show what the node says", args)
		}
	}
}

// TestDoctorComparesTheName: the doctor and a scan are of one mind about which machine
// answered.
func TestDoctorComparesTheName(t *testing.T) {
	described := windows.FieldReport(storyPassword)[:1]
	farm, err := simulator.Start(described, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer farm.Close()
	e := farm.Endpoints()[0]
	tests := []struct {
		name, host string
		code       int
		want       string
	}{
		{"HV01", "", 0, `identity +ok +HV01.contoso.example is the named node`},
		{"hv01.contoso.example", "", 0, `identity +ok`},
		{"sql-a", "HV01", 0, `identity +ok`},
		{"127.0.0.1", "", 0, `identity +ok +the node is named by an address, which no name contradicts; HV01.contoso.example answered`},
		{"FIELDREPORT", "", 0, `identity +ok +FIELDREPORT is the name of the cluster and not of a node`},
		{"HV02", "", 3, `identity +failed +another machine: HV01.contoso.example answered, and not HV02`},
		{"hv01.fabrikam.example", "", 3, `identity +failed`},
	}
	for _, tt := range tests {
		dir := t.TempDir()
		n := demoFlags{transport: "http"}.demoNodes(described, []simulator.Endpoint{e})[0]
		n.Name, n.Host = tt.name, tt.host
		if err := writeInventoryFile(dir, "one", []inventory.Node{n}); err != nil {
			t.Fatal(err)
		}
		out := mustRun(t, tt.code, map[string]string{passwordVariable: storyPassword}, "doctor", "-i", filepath.Join(dir, "one.yaml"))
		if !regexp.MustCompile(tt.want).MatchString(out) {
			t.Errorf("%s: %s\nwant %s", tt.name, out, tt.want)
		}
	}
}
