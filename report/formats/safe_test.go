package formats

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"testing"
	"unicode/utf8"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
	"github.com/clusterdrift/clusterdrift/report/plan"
)

// FuzzFormats puts a text into every field of a small result: the format must
// stay what it is, and let nothing through that turns the direction of writing.
// The seeds go through every format; fuzzing picks one each time, to be quick.
func FuzzFormats(f *testing.F) {
	for _, s := range append([]string{"", fixture.Hostile, fixture.Injected}, fixture.Starts...) {
		for i := range Names() {
			f.Add(s, uint8(i))
		}
	}
	base := smallResult()
	f.Fuzz(func(t *testing.T, s string, which uint8) {
		format := Names()[int(which)%len(Names())]
		out := render(t, format, everywhere(base, s), report.Options{})
		if !utf8.Valid(out) {
			t.Errorf("%s is not UTF-8", format)
		}
		checkForm(t, format, out)
		if format == "plan" {
			files, err := plan.Scripts(everywhere(base, s))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				if f.Name != "plan.md" {
					fixture.CheckPlain(t, f.Name, string(f.Data))
				}
			}
		}
	})
}

// everywhere puts s in front of every text that decides nothing.
func everywhere(r *report.Result, s string) *report.Result {
	return report.MapStrings(r, func(old string) string {
		if words[old] {
			return old
		}
		return s + old
	})
}

// smallResult has one finding of each status, a waiver of each kind, a warning
// and a dark node.
func smallResult() *report.Result {
	waived := fixture.Simple("a/waived", "a", checks.Waived, baselines.Low, "x")
	waived.Waiver = &checks.Waiver{Reason: "r", Owner: "o"}
	expired := fixture.HeartbeatDrift("5")
	expired.Waiver = &checks.Waiver{Reason: "r", Owner: "o", Expired: true}
	expired.Fix = baselines.Fix{{Text: "Do it:", Cmd: []string{"it"}, PowerShell: []string{"or that"}}, {Text: "Or `do that`.\nThen wait."}}
	j := fixture.OneNode(expired, fixture.UnknownFirewall(), waived, fixture.Simple("a/pass", "a", checks.Pass, baselines.High, "x"),
		fixture.Simple("a/elsewhere", "a", checks.NotApplicable, baselines.High, "x"))
	j.Cluster.Nodes[0].Facts.Weaknesses = []string{"weak"}
	j.Cluster.Nodes[0].Facts.OS.HostName = "NODE"
	j.Findings[0].Remedy = &baselines.Remedy{Scope: baselines.OnNode, Restart: true, Cmd: []string{"it's \"50%\""}}
	d := fixture.Dark()
	d.Findings[0].Cluster = "C"
	j.Cluster.Nodes, j.Findings = append(j.Cluster.Nodes, d.Cluster.Nodes...), append(j.Findings, d.Findings...)
	in := fixture.Input(j)
	in.UnusedWaivers = []waiver.Waiver{{Finding: "a/*", Node: "n", Cluster: "c", Waiver: checks.Waiver{Reason: "r", Owner: "o", Origin: baselines.Position{File: "w", Line: 1}}}}
	return report.New(in)
}

func checkForm(t *testing.T, format string, out []byte) {
	t.Helper()
	switch format {
	case "json":
		if !json.Valid(out) {
			t.Error("json does not parse")
		}
	case "jsonl":
		for line := range bytes.Lines(out) {
			if !json.Valid(line) {
				t.Errorf("a line of jsonl does not parse: %.200s", line)
			}
		}
	case "junit", "junit-all":
		checkXML(t, out)
	case "text":
	case "csv":
		checkCSV(t, out)
	case "github":
		checkGitHub(t, out)
	case "hdf":
		parseHDF(t, out)
	case "html":
		fixture.CheckHTML(t, out)
	case "markdown", "plan":
		checkMarkdown(t, out)
	case "prometheus":
		parsePrometheus(t, out)
	case "sarif":
		parseSARIF(t, out)
	case "tap":
		parseTAP(t, out)
	default:
		t.Errorf("nothing checks %s", format)
	}
	assertVisible(t, format, string(out))
}

func checkXML(t *testing.T, out []byte) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(out)); ; {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
