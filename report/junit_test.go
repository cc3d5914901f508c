package report

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

func readJUnit(t *testing.T, r *Result) junit.Testsuites {
	t.Helper()
	var suites junit.Testsuites
	if err := xml.Unmarshal(render(t, "junit", r, Options{}), &suites); err != nil {
		t.Fatal(err)
	}
	return suites
}

func TestJUnitSuites(t *testing.T) {
	var names []string
	for i, s := range readJUnit(t, fixture(tokyo(), fieldReport(), quiet())).Suites {
		names = append(names, s.Name)
		if s.ID != i {
			t.Errorf("suite %s has the id %d, want %d", s.Name, s.ID, i)
		}
	}
	want := "FIELDREPORT FIELDREPORT.NODE1 FIELDREPORT.NODE2 FIELDREPORT.NODE3 FIELDREPORT.NODE4 FIELDREPORT.NODE5 " +
		"FIELDREPORT.NODE6 FIELDREPORT.NODE7 FIELDREPORT.NODE8 SQL-PROD.SQL1 SQL-PROD.SQL2 " +
		"東京クラスタ.evil[2J\u202e 東京クラスタ.東京ノード１"
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
			r := fixture(oneNode(simple("a/b", "a", tt.status, baselines.High, "")))
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
	suites := readJUnit(t, fixture(oneNode()))
	if got, want := outcome(suites.Suites[0].Testcases[0]), "error: no requirement was judged on the node"; got != want {
		t.Errorf("outcome is %q, want %q", got, want)
	}
}

func TestJUnitHostileText(t *testing.T) {
	f := simple("a/b", "a", checks.Drift, baselines.High, hostile)
	f.Title = hostile
	r := fixture(oneNode(f))
	out := render(t, "junit", r, Options{})
	for d := xml.NewDecoder(bytes.NewReader(out)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	failure := readJUnit(t, r).Suites[0].Testcases[0].Failure
	for _, got := range []string{failure.Message, failure.Data} {
		for _, want := range []string{"a[31mred]0;title", "\"'<&>]]> \ufffd", "漢字"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in %q", want, got)
			}
		}
	}
}

// TestFormatsAgree compares the totals of the three formats.
func TestFormatsAgree(t *testing.T) {
	for name, r := range map[string]*Result{
		"drift": fixture(fieldReport(), tokyo()), "pass": fixture(quiet()), "dark": fixture(dark()),
	} {
		c := r.Counts
		s := readJUnit(t, r)
		if s.Failures != c.Drift || s.Errors != c.Unknown || s.Skipped != c.Waived+c.NotApplicable ||
			s.Tests-s.Failures-s.Errors-s.Skipped != c.Pass {
			t.Errorf("%s: JUnit counts %d tests, %d failures, %d errors, %d skipped; the result %+v",
				name, s.Tests, s.Failures, s.Errors, s.Skipped, c)
		}
		if got, want := closingCounts(t, r), [5]int{c.Drift, c.Unknown, c.Pass, c.Waived, c.NotApplicable}; got != want {
			t.Errorf("%s: text counts %v, the result %v", name, got, want)
		}
	}
}
