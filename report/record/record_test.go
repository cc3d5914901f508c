package record_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
	"github.com/clusterdrift/clusterdrift/report/record"
)

func results() map[string]*report.Result {
	return map[string]*report.Result{
		"drift": fixture.Result(fixture.FieldReport()), "pass": fixture.Result(fixture.Quiet()), "empty": fixture.Result(),
		"dark": fixture.Result(fixture.Dark()), "weak": fixture.Result(fixture.Weak(), fixture.FieldReport()), "starved": fixture.Result(fixture.Starved()),
		"flips": fixture.Result(fixture.Flipping()), "aged": fixture.Aged(), "past": fixture.WithPast(30, fixture.FieldReport()),
	}
}

func write(t *testing.T, r *report.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := record.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is read back is what was written, and comes to the same when it is worked out
// again.
func TestReadsBack(t *testing.T) {
	for name, want := range results() {
		want.Selection = &report.Narrowing{Only: []string{"hotfix"}, Skip: []string{"hotfix/KB1"}}
		want.Shard = &report.Shard{Index: 2, Count: 3, Inventory: "sha256:" + strings.Repeat("0f", 32)}
		want.Conclude(report.Gate{})
		document := write(t, want)
		got, err := record.Read(bytes.NewReader(document))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		got.Conclude(report.Gate{})
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s, worked out again (-want +got):\n%s", name, diff)
		}
		if again := write(t, got); !bytes.Equal(document, again) {
			t.Errorf("%s is written in another way:\n%s", name, cmp.Diff(string(document), string(again)))
		}
	}
}

// The texts of hostile nodes are cleaned once and for all: cleaning them again changes
// nothing.
func TestHostileTextsReadBack(t *testing.T) {
	first := write(t, fixture.Result(fixture.Tokyo()))
	r, err := record.Read(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	if again := write(t, r); !bytes.Equal(first, again) {
		t.Errorf("-first +again:\n%s", cmp.Diff(string(first), string(again)))
	}
	if want := report.Clean(fixture.Hostile); !slices.ContainsFunc(r.Clusters[0].Findings, func(f report.Finding) bool { return f.Got == want }) {
		t.Errorf("no finding has the text %q", want)
	}
}

// The gate decides anew what a recorded result comes to; what was cut short or lost
// stays so.
func TestConcludesAnew(t *testing.T) {
	r, err := record.Read(bytes.NewReader(write(t, fixture.Result(fixture.FieldReport()))))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		gate report.Gate
		code int
	}{
		{report.Gate{}, report.ExitDriftIncomplete}, {report.Gate{AllowIncomplete: true}, report.ExitDrift},
	} {
		if r.Conclude(tt.gate); r.Exit.Code != tt.code {
			t.Errorf("%+v: exit %d, want %d", tt.gate, r.Exit.Code, tt.code)
		}
	}
	r.Interrupted = true
	r, _ = record.Read(bytes.NewReader(write(t, r)))
	if r.Conclude(report.Gate{}); r.Exit.Code != report.ExitInterrupted {
		t.Errorf("interrupted: exit %d", r.Exit.Code)
	}
	r.Interrupted, r.Lost = false, []string{"the trace of HV01"}
	r, _ = record.Read(bytes.NewReader(write(t, r)))
	if r.Conclude(report.Gate{}); r.Exit.Code != report.ExitLocal || !strings.Contains(r.Exit.Reason, "the trace of HV01; drift: ") {
		t.Errorf("lost: %+v", r.Exit)
	}
}

// Documents of format 1, as released versions wrote them, are read. They say why of
// nothing that is missing, and nothing of which node a finding is due to.
func TestReadsFormat1(t *testing.T) {
	for name, want := range map[string]report.Exit{
		"drift": {Code: report.ExitDriftIncomplete}, "pass": {}, "empty": {Code: report.ExitNothing},
	} {
		data, err := os.ReadFile("testdata/format1-" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		r, err := record.Read(bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		recorded := r.Exit
		if r.Conclude(report.Gate{}); r.Exit.Code != recorded.Code || r.Exit.Code != want.Code {
			t.Errorf("%s: %+v, recorded was %+v", name, r.Exit, recorded)
		}
		for _, c := range r.Clusters {
			for _, f := range c.Findings {
				if f.Status == checks.Drift && f.Fix == "" && f.ID != "offload/chimney" && len(f.Steps) > 0 {
					t.Errorf("%s: %s has no fix", name, f.ID)
				}
				for _, g := range f.Missing {
					if g.Kind != facts.GapNotRecorded || g.Text == "" {
						t.Errorf("%s: %s lacks %+v", name, f.ID, g)
					}
				}
			}
		}
		again, err := record.Read(bytes.NewReader(write(t, r)))
		if diff := cmp.Diff(r, again, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("%s changed on its way through format 2 (%v):\n%s", name, err, diff)
		}
	}
}

// foreign are words of a decoder, and the names of types.
var foreign = regexp.MustCompile(`record\.|JSON string|json:|[A-Z][a-z]+\.`)

// TestRefuses: what is not a result, or is not whole, is refused with what is wrong.
func TestRefuses(t *testing.T) {
	good := string(write(t, fixture.Result(fixture.FieldReport())))
	for _, tt := range []struct{ name, document, want string }{
		{"nothing", "", "line 1 is not JSON, or the document is cut off"},
		{"cut off", good[:len(good)/2], "is not JSON, or the document is cut off"},
		{"something after it", good + "{}", "is not JSON, or the document is cut off"},
		{"a list", "[]", "it is not a result of clusterdrift"},
		{"another document", `{"a": 1}`, "it is not a result of clusterdrift"},
		{"facts", `{"format": 1, "name": "HV01", "os": {}}`, "it is not a result of clusterdrift, but the facts of a node"},
		{"a manifest", `{"format": 1, "schema": "manifest", "nodes": []}`, "it is not a result of clusterdrift, but the manifest of collected facts"},
		{"an inventory", `{"nodes": []}`, "it is not a result of clusterdrift, but an inventory"},
		{"a later format", strings.Replace(good, `"format":2`, `"format":3`, 1), "the result has format 3, and this version reads up to 2"},
		{"no format", strings.Replace(good, `"format":2`, `"form":2`, 1), "the result has no format"},
		{"a status", strings.Replace(good, `"status":"drift"`, `"status":"fine"`, 1), `unknown status "fine"`},
		{"a severity", strings.Replace(good, `"severity":"critical"`, `"severity":"grave"`, 1), `unknown severity "grave"`},
		{"a state", strings.Replace(good, `"state":"partial"`, `"state":"fine"`, 1), `unknown state "fine"`},
		{"a requirement", strings.Replace(good, `"requirement":0`, `"requirement":4000`, 1), "requirement 4000 is not the one of it"},
		{"another requirement", strings.Replace(good, `"requirement":0`, `"requirement":1`, 1), "requirement 1 is not the one of it"},
		{"a source", strings.Replace(good, `"source":0`, `"source":-1`, 1), "the document has no source -1"},
		{"a node", strings.Replace(good, `"node":"NODE1"`, `"node":"NODE99"`, 1), `is of the node "NODE99", which the cluster "FIELDREPORT" does not have`},
		{"a cluster twice", strings.Replace(good, `"clusters":[`, `"clusters":[{"name":"Fieldreport"},`, 1), `the cluster "FIELDREPORT" is in it twice`},
		{"a time", strings.Replace(good, `"started":"2026`, `"started":"x2026`, 1), "a time is not written as"},
		{"a type", strings.Replace(good, `"duration_ms":12300`, `"duration_ms":"12"`, 1), "has a value of another type"},
		{"a time of another type", strings.Replace(good, `"started":"2026-`, `"started":5,"was":"2026-`, 1), "a time is not written as 2026-11-22T09:30:00Z"},
		{"a key in an embedded type", strings.Replace(good, `"unknown":`, `"unknown":"x","was":`, 1), `the key "counts.unknown" has`},
		{"a date", strings.Replace(good, `"expires":"2026-`, `"expires":"x-`, 1), "is not a date; write it like 2026-12-31"},
		{"a duration", strings.Replace(good, `"duration_ms":12`, `"duration_ms":-12`, 1), "is not possible"},
		{"a command of two lines", strings.Replace(good, `"cmd":["wusa`, `"cmd":["a\nb","wusa`, 1), "has several lines"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.document == good {
				t.Fatal("the fixture does not have what is to be changed")
			}
			_, err := record.Read(strings.NewReader(tt.document))
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") || foreign.MatchString(err.Error()) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// A list of nothing is refused at its first item, whatever its length.
func TestRefusesLongLists(t *testing.T) {
	long := `{"format":2,"exit":{},"clusters":[{"name":"C","findings":[` + strings.Repeat("{},", 1<<20) + `{}]}]}`
	_, err := record.Read(strings.NewReader(long))
	if err == nil || !strings.Contains(err.Error(), `item 1: item 1: id "" is not that of a finding`) {
		t.Error(err)
	}
}

func TestIsResult(t *testing.T) {
	good := write(t, fixture.Result())
	first, err := os.ReadFile("testdata/format1-empty.json")
	for document, want := range map[string]bool{string(good): true, string(first): true, "{}": false, `{"format":1,"name":"clusters"}`: false, "[": false} {
		if record.IsResult([]byte(document)) != want || err != nil {
			t.Errorf("%.80s: %t (%v)", document, !want, err)
		}
	}
	var kind *record.KindError
	if _, err := record.Read(strings.NewReader(`{"runs": []}`)); !errors.As(err, &kind) || kind.Kind == "" {
		t.Errorf("sarif: %v", err)
	}
}

// Programs that read the document find one finding, node, requirement and source a line.
func TestLines(t *testing.T) {
	r := fixture.Result(fixture.FieldReport(), fixture.Tokyo())
	document := write(t, r)
	lines := map[string]bool{}
	for line := range strings.Lines(string(document)) {
		lines[strings.TrimRight(line, ",]}\n")] = true
	}
	var doc struct {
		Sources  []json.RawMessage
		Clusters []struct{ Nodes, Findings []json.RawMessage }
	}
	if err := json.Unmarshal(document, &doc); err != nil {
		t.Fatal(err)
	}
	all := doc.Sources
	for _, c := range doc.Clusters {
		all = slices.Concat(all, c.Nodes, c.Findings)
	}
	for _, item := range all {
		if !lines[strings.TrimRight(string(item), ",]}\n")] {
			t.Errorf("not in a line of its own: %s", item)
		}
	}
}
