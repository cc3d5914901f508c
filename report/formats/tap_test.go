package formats

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
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
	detail          tapBlock
}

// tapBlock is the YAML block as a harness reads it; a block scalar ends with a line feed.
type tapBlock struct {
	Status, Severity, Want, Got, Reason, Why, Fix, Reference, At string
	Missing, Evidence                                            []string
	ExpiredWaiver                                                string `yaml:"expired_waiver"`
}

// tapLine is a test line of TAP; a # that is escaped begins no directive.
var tapLine = regexp.MustCompile(`^(not )?ok (\d+) - ((?:[^#\\]|\\.)*?)(?: # ((?:[^#\\]|\\.)*))?$`)

// tapCounts are the tests of a file as harnesses count them.
type tapCounts struct{ passed, failed, skipped, todo int }

// countTAP counts a test that is expected to fail as passed, as harnesses do.
func countTAP(tests []tapTest) (c tapCounts) {
	for _, test := range tests {
		switch {
		case strings.HasPrefix(test.directive, "TODO"):
			c.todo++
			c.passed++
		case !test.ok:
			c.failed++
		case test.directive != "":
			c.skipped++
			c.passed++
		default:
			c.passed++
		}
	}
	return c
}

// parseTAP reads the lines strictly: each is one that this format prints, and the
// plan and the numbers are right.
func parseTAP(t *testing.T, out []byte) []tapTest {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if lines[0] != "TAP version 13" {
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
			if !got.ok && got.detail.Status != string(tt.status) {
				t.Errorf("the block says %s", got.detail.Status)
			}
		})
	}
}

func TestTAPKeepsTheText(t *testing.T) {
	r := fixture.Result(fixture.OneNode(fixture.Injection()))
	got := parseTAP(t, render(t, "tap", r, report.Options{}))[0].detail
	if strings.TrimSuffix(got.Got, "\n") != strings.TrimSpace(fixture.Injected) || len(got.Evidence) != len(fixture.Starts)+1 {
		t.Errorf("the block has %q and %d observations", got.Got, len(got.Evidence))
	}
}

func TestTAPNodeWithoutFindingIsNotOK(t *testing.T) {
	got := parseTAP(t, render(t, "tap", fixture.Result(fixture.OneNode()), report.Options{}))
	if len(got) != 1 || got[0].ok || got[0].detail.Reason != "no requirement was judged on the node\n" {
		t.Errorf("the tests are %+v", got)
	}
}

// TestTAPByPerl has the harness of Perl, which reads version 13 and a part of YAML, count
// the same tests as the result has findings, and read the block of each that is not ok.
func TestTAPByPerl(t *testing.T) {
	if exec.Command("perl", "-MTAP::Parser", "-e", "1").Run() != nil {
		t.Skip("TAP::Parser of Perl is not here")
	}
	hostile := fixture.Simple("a/b", "a", checks.Drift, baselines.High, "  first\n\n   - \"quoted\": # TODO\n...\n---\n")
	hostile.Reason, hostile.Fix = `"quoted": yes`, baselines.Instruction("~")
	hostile.Evidence = []checks.Evidence{fixture.Seen(`"C:\a" said: 'x'`, "")}
	for name, r := range map[string]*report.Result{
		"drift": fixture.Result(fixture.FieldReport(), fixture.Tokyo()), "pass": fixture.Result(fixture.Quiet()),
		"dark": fixture.Result(fixture.Dark()), "injection": fixture.Result(fixture.OneNode(fixture.Injection(), hostile)),
		"empty": fixture.Result(), "cut off": fixture.Result(fixture.CutOff()), "weak": fixture.Result(fixture.Weak()),
	} {
		t.Run(name, func(t *testing.T) {
			out := render(t, "tap", r, report.Options{})
			c := countTAP(parseTAP(t, out))
			bailed := bytes.Count(out, []byte("\nBail out! "))
			cmd := exec.Command("perl", "testdata/tap.pl")
			cmd.Stdin, cmd.Stderr = bytes.NewReader(out), os.Stderr
			got, err := cmd.Output()
			want := fmt.Sprintf("%d %d %d %d %d 0 %d\n", c.passed+c.failed, c.passed, c.failed, c.skipped, bailed, c.failed+c.todo)
			if err != nil || string(got) != want {
				t.Errorf("Perl counts %q, want %q: %v", got, want, err)
			}
		})
	}
}
