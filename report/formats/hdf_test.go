package formats

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// hdfSchema is that of MITRE.
func hdfSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile("testdata/hdf/exec-json.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft7) // the schema names none
	if err := c.AddResource("exec-json.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("exec-json.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func parseHDF(t *testing.T, out []byte) (d hdfDocument) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(out))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return d
}

func TestHDFFitsTheSchema(t *testing.T) {
	s := hdfSchema(t)
	validate := func(text string) error {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return s.Validate(doc)
	}
	for name, r := range map[string]*report.Result{
		"drift": fixture.Result(fixture.FieldReport(), fixture.Tokyo()), "empty": fixture.Result(), "dark": fixture.Result(fixture.Dark(), fixture.Weak()),
		"aged": fixture.Aged(), "flips": fixture.Result(fixture.Flipping()), "small": smallResult(), "hostile": everywhere(smallResult(), hidden),
	} {
		if err := validate(string(render(t, "hdf", r, report.Options{}))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	whole := string(render(t, "hdf", fixture.Result(fixture.FieldReport()), report.Options{}))
	for name, broken := range map[string][2]string{
		"status": {`"status": "failed"`, `"status": "drift"`}, "impact": {`"impact": 1,`, `"impact": "critical",`}, "time": {`"start_time": "`, `"begin": "`},
		"digest": {`"sha256": `, `"sha512": `}, "expiry": {`"expiration_date": "2026-12-31"`, `"expiration_date": 20261231`},
	} {
		text := strings.Replace(whole, broken[0], broken[1], 1)
		if text == whole {
			t.Errorf("%s: %s is not in the document", name, broken[0])
		}
		if validate(text) == nil {
			t.Errorf("%s: %s fits", name, broken[1])
		}
	}
}

// hdfOutcome is what a viewer shows of a control, by the rules of inspecjs
// (compat_inspec_1_0.ts, compute_status).
func hdfOutcome(c hdfControl) string {
	statuses := map[string]bool{}
	for _, r := range c.Results {
		statuses[r.Status] = true
	}
	switch {
	case statuses[hdfError], len(c.Results) == 0:
		return "Profile Error"
	case c.Waiver != nil && c.Waiver.SkippedDueToWaiver, c.Impact == 0:
		return "Not Applicable"
	case statuses[hdfFailed]:
		return "Failed"
	case statuses[hdfPassed]:
		return "Passed"
	}
	return "Not Reviewed"
}

// A viewer shows nothing as passed that did not pass, nor as failed that did not drift.
func TestHDFOutcomes(t *testing.T) {
	expired := fixture.Simple("a/expired", "a", checks.Drift, baselines.Low, "x")
	expired.Waiver = &checks.Waiver{Reason: "r", Owner: "o", Expired: true, Expires: checks.Date{Year: 2026, Month: 1, Day: 31}}
	waived := fixture.Simple("a/waived", "a", checks.Waived, baselines.Critical, "x")
	waived.Waiver = &checks.Waiver{Reason: "r", Owner: "o"}
	r := fixture.Result(fixture.OneNode(expired, waived, fixture.Simple("a/pass", "a", checks.Pass, baselines.Info, "x"), fixture.Simple("a/drift", "a", checks.Drift, baselines.Info, "x"),
		fixture.Simple("a/unknown", "a", checks.Unknown, baselines.High, "x"), fixture.Simple("a/elsewhere", "a", checks.NotApplicable, baselines.High, "x")))
	want := map[string]string{"a/expired": "Failed", "a/waived": "Not Applicable", "a/pass": "Passed", "a/drift": "Failed", "a/unknown": "Profile Error", "a/elsewhere": "Not Applicable"}
	d := parseHDF(t, render(t, "hdf", r, report.Options{}))
	for _, p := range d.Profiles {
		for _, c := range p.Controls {
			if got := hdfOutcome(c); got != want[c.ID] || len(c.Results) != 1 {
				t.Errorf("%s is %s with %d results, want %s", c.ID, got, len(c.Results), want[c.ID])
			}
			delete(want, c.ID)
		}
	}
	if len(want) > 0 {
		t.Errorf("no control for %v", want)
	}
	for name, total := range map[string]int{hdfPassed: 1, hdfFailed: 2, hdfSkipped: 2, hdfError: 1} {
		if got := d.Statistics.Controls[name].Total; got != total {
			t.Errorf("%d controls are %s, want %d", got, name, total)
		}
	}
}

// hdfTally counts controls by what a viewer shows and by their waivers, and profiles of
// nodes that were not reached.
func hdfTally(t *testing.T, out []byte) (c tally) {
	for _, p := range parseHDF(t, out).Profiles {
		for _, control := range p.Controls {
			switch hdfOutcome(control) {
			case "Passed":
				c.pass++
			case "Failed":
				c.drift++
			case "Profile Error":
				c.unknown++
			case "Not Applicable":
				if control.Waiver != nil {
					c.waived++
				} else {
					c.notApplicable++
				}
			}
		}
		if p.Status == hdfSkipped && strings.HasPrefix(p.StatusMessage, string(report.Unreachable)+": ") {
			c.unreachable++
		}
	}
	return c
}
