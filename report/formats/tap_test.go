package formats

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// tapTest is one test line and its block.
type tapTest struct {
	ok              bool
	name, directive string
	detail          tapDetail
}

// tapLine is a test line of TAP 14; a # that is escaped begins no directive.
var tapLine = regexp.MustCompile(`^(not )?ok (\d+) - ((?:[^#\\]|\\.)*?)(?: # ((?:[^#\\]|\\.)*))?$`)

// parseTAP reads the lines strictly: each is one that this format prints, and the
// plan and the numbers are right.
func parseTAP(t *testing.T, out []byte) []tapTest {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if lines[0] != "TAP version 14" {
		t.Fatalf("the first line is %q", lines[0])
	}
	var tests []tapTest
	for i := 2; i < len(lines); i++ {
		switch m := tapLine.FindStringSubmatch(lines[i]); {
		case strings.HasPrefix(lines[i], "# "), strings.HasPrefix(lines[i], "Bail out! "):
		case lines[i] == "  ---":
			end := i + 1
			for ; lines[end] != "  ..."; end++ {
			}
			text := strings.ReplaceAll(strings.Join(lines[i+1:end], "\n"), "\n  ", "\n")
			if err := yaml.Unmarshal([]byte(strings.TrimPrefix(text, "  ")), &tests[len(tests)-1].detail); err != nil {
				t.Fatalf("%v in\n%s", err, text)
			}
			i = end
		case m == nil:
			t.Fatalf("no line of TAP: %q", lines[i])
		default:
			tests = append(tests, tapTest{ok: m[1] == "", name: m[3], directive: m[4]})
			if m[2] != fmt.Sprint(len(tests)) {
				t.Fatalf("test %d has the number %s", len(tests), m[2])
			}
		}
	}
	if want := fmt.Sprintf("1..%d", len(tests)); lines[1] != want {
		t.Fatalf("the plan is %q, want %q", lines[1], want)
	}
	return tests
}

func TestTAPStatus(t *testing.T) {
	tests := []struct {
		status    checks.Status
		ok        bool
		directive string
	}{
		{checks.Pass, true, ""},
		{checks.Drift, false, ""},
		{checks.Unknown, false, ""},
		{checks.NotApplicable, true, "SKIP not applicable: this is how the evidence reads"},
		{checks.Waived, true, "SKIP waived: this is how the evidence reads"},
	}
	for _, tt := range tests {
		t.Run(string(tt.status), func(t *testing.T) {
			r := fixture.Result(fixture.OneNode(fixture.Simple("a/b", "a", tt.status, baselines.High, "")))
			got := parseTAP(t, render(t, "tap", r, report.Options{}))[0]
			if got.ok != tt.ok || got.directive != tt.directive || got.name != "C N a/b" {
				t.Errorf("the test is %+v", got)
			}
			if !got.ok && got.detail.Status != tt.status {
				t.Errorf("the block says %s", got.detail.Status)
			}
		})
	}
}

func TestTAPKeepsTheText(t *testing.T) {
	r := fixture.Result(fixture.OneNode(fixture.Injection()))
	got := parseTAP(t, render(t, "tap", r, report.Options{}))[0].detail
	if got.Got != fixture.Injected || len(got.Evidence) != len(fixture.Starts)+1 {
		t.Errorf("the block has %q and %d observations", got.Got, len(got.Evidence))
	}
}

func TestTAPNodeWithoutFindingIsNotOK(t *testing.T) {
	got := parseTAP(t, render(t, "tap", fixture.Result(fixture.OneNode()), report.Options{}))
	if len(got) != 1 || got[0].ok || got[0].detail.Reason != "no requirement was judged on the node" {
		t.Errorf("the tests are %+v", got)
	}
}
