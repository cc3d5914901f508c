package formats

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func readJUnit(t *testing.T, r *report.Result) junit.Testsuites {
	t.Helper()
	return parseJUnit(t, render(t, "junit", r, report.Options{}))
}

func parseJUnit(t *testing.T, out []byte) junit.Testsuites {
	t.Helper()
	var suites junit.Testsuites
	if err := xml.Unmarshal(out, &suites); err != nil {
		t.Fatal(err)
	}
	return suites
}

func TestJUnitSuites(t *testing.T) {
	var names []string
	for i, s := range readJUnit(t, fixture.Result(fixture.Tokyo(), fixture.FieldReport(), fixture.Quiet())).Suites {
		names = append(names, s.Name)
		if s.ID != i {
			t.Errorf("suite %s has the id %d, want %d", s.Name, s.ID, i)
		}
	}
	want := "FIELDREPORT FIELDREPORT.NODE1 FIELDREPORT.NODE2 FIELDREPORT.NODE3 FIELDREPORT.NODE4 FIELDREPORT.NODE5 " +
		"FIELDREPORT.NODE6 FIELDREPORT.NODE7 FIELDREPORT.NODE8 SQL-PROD.SQL1 SQL-PROD.SQL2 " +
		"東京クラスタ.evil\ufffd[2J 東京クラスタ.東京ノード１"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("suites are\n%q, want\n%q", got, want)
	}
}

func TestJUnitStatus(t *testing.T) {
	tests := []struct {
		status checks.Status
		want   string
	}{
		{checks.Pass, ""},
		{checks.Drift, "failure: high: About a/b"},
		{checks.Unknown, "error: high: About a/b"},
		{checks.NotApplicable, "skipped: not-applicable: this is how the evidence reads"},
		{checks.Waived, "skipped: waived: this is how the evidence reads"},
	}
	for _, tt := range tests {
		t.Run(string(tt.status), func(t *testing.T) {
			r := fixture.Result(fixture.OneNode(fixture.Simple("a/b", "a", tt.status, baselines.High, "")))
			tc := readJUnit(t, r).Suites[0].Testcases[0]
			if got := outcome(tc); got != tt.want {
				t.Errorf("outcome is %q, want %q", got, tt.want)
			}
			if tc.Name != "a/b" || tc.Classname != "C.N.a" {
				t.Errorf("test case is %s %s, want C.N.a a/b", tc.Classname, tc.Name)
			}
		})
	}
}

func outcome(tc junit.Testcase) string {
	switch {
	case tc.Failure != nil:
		return "failure: " + tc.Failure.Message
	case tc.Error != nil:
		return "error: " + tc.Error.Message
	case tc.Skipped != nil:
		return "skipped: " + tc.Skipped.Message
	}
	return ""
}

func TestJUnitNodeWithoutFindingIsAnError(t *testing.T) {
	suites := readJUnit(t, fixture.Result(fixture.OneNode()))
	if got, want := outcome(suites.Suites[0].Testcases[0]), "error: no requirement was judged on the node"; got != want {
		t.Errorf("outcome is %q, want %q", got, want)
	}
}

func TestJUnitHostileText(t *testing.T) {
	f := fixture.Simple("a/b", "a", checks.Drift, baselines.High, fixture.Hostile)
	f.Title = fixture.Hostile
	r := fixture.Result(fixture.OneNode(f))
	out := render(t, "junit", r, report.Options{})
	for d := xml.NewDecoder(bytes.NewReader(out)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	failure := readJUnit(t, r).Suites[0].Testcases[0].Failure
	for _, got := range []string{failure.Message, failure.Data} {
		for _, want := range []string{"a\ufffd[31mred\ufffd]0;title", "\"'<&>]]> \ufffd", "漢字"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in %q", want, got)
			}
		}
	}
}

// junitSchema lists the elements of the schema by which Jenkins' xUnit plugin
// checks files (junit-10.xsd): the attributes and the elements that each may
// have; a star marks the attributes that it must have.
var junitSchema = map[string]struct{ attributes, elements string }{
	"testsuites": {"name time tests failures errors", "testsuite"},
	"testsuite": {"name* tests* failures* errors* group time skipped timestamp hostname id package file log url",
		"testsuite properties testcase system-out system-err"},
	"properties": {"", "property"},
	"property":   {"name* value*", ""},
	"testcase":   {"name* time classname group", "skipped error failure system-out system-err"},
	"skipped":    {"type message", ""},
	"error":      {"type message", ""},
	"failure":    {"type message", ""},
}

func TestJUnitFollowsJenkinsSchema(t *testing.T) {
	for name, r := range map[string]*report.Result{
		"drift": fixture.Result(fixture.FieldReport(), fixture.Tokyo()), "pass": fixture.Result(fixture.Quiet()), "empty": fixture.Result(), "weak": fixture.Result(fixture.Weak()), "silent": fixture.Result(fixture.OneNode()),
	} {
		var path []string
		out := render(t, "junit", r, report.Options{Gate: report.Gate{FailOn: baselines.High, AllowIncomplete: true}})
		for d := xml.NewDecoder(bytes.NewReader(out)); ; {
			token, err := d.Token()
			if err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			switch e := token.(type) {
			case xml.StartElement:
				checkElement(t, name, path, e)
				path = append(path, e.Name.Local)
			case xml.EndElement:
				path = path[:len(path)-1]
			}
		}
	}
}

func checkElement(t *testing.T, name string, path []string, e xml.StartElement) {
	t.Helper()
	if len(path) > 0 {
		parent := path[len(path)-1]
		if !slices.Contains(strings.Fields(junitSchema[parent].elements), e.Name.Local) {
			t.Errorf("%s: <%s> in <%s>", name, e.Name.Local, parent)
		}
	}
	allowed := strings.Fields(junitSchema[e.Name.Local].attributes)
	for _, a := range e.Attr {
		if !slices.Contains(allowed, a.Name.Local) && !slices.Contains(allowed, a.Name.Local+"*") {
			t.Errorf("%s: attribute %s of <%s>", name, a.Name.Local, e.Name.Local)
		}
	}
	for _, a := range allowed {
		must, ok := strings.CutSuffix(a, "*")
		if ok && !slices.ContainsFunc(e.Attr, func(x xml.Attr) bool { return x.Name.Local == must }) {
			t.Errorf("%s: <%s> has no %s", name, e.Name.Local, must)
		}
	}
}

func TestJUnitTellsWhoWaived(t *testing.T) {
	suites := readJUnit(t, fixture.Result(fixture.FieldReport()))
	want := "skipped: waived: RSS stays off until the driver is replaced; owner platform@contoso.example; ticket CHG-1042; until 2026-12-31"
	for _, s := range suites.Suites {
		for _, tc := range s.Testcases {
			if outcome(tc) == want {
				return
			}
		}
	}
	t.Errorf("no test case is %q", want)
}
