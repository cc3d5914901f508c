package formats

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// workflowCommand is a line that GitHub Actions takes apart: level, properties,
// message.
var workflowCommand = regexp.MustCompile(`^::(error|warning|notice) ((?:file=[^:,]+,line=\d+,)?title=[^:,]*)::(.*)$`)

var barePercent = regexp.MustCompile(`%([^02]|0[^AD]|2[^5])`)

// checkGitHub wants one command on each line but the last and counts the levels.
func checkGitHub(t *testing.T, out []byte) map[string]int {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	levels := map[string]int{}
	for _, line := range lines[:len(lines)-1] {
		m := workflowCommand.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("no command: %q", line)
		}
		if barePercent.MatchString(m[3]) {
			t.Errorf("a percent sign of the message was left in %q", m[3])
		}
		levels[m[1]]++
	}
	for level, n := range levels {
		if n > mostAnnotations {
			t.Errorf("%d of level %s", n, level)
		}
	}
	if last := lines[len(lines)-1]; !strings.HasPrefix(last, "clusterdrift: exit ") {
		t.Errorf("the last line is %q", last)
	}
	return levels
}

func TestGitHubIsSafe(t *testing.T) {
	got := checkGitHub(t, render(t, "github", fixture.Result(fixture.FieldReport(), fixture.Tokyo()), report.Options{}))
	want := map[string]int{"error": 4, "warning": 4, "notice": 5}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the levels are %v, want %v", got, want)
	}
}

func TestGitHubCountsWhatIsNotShown(t *testing.T) {
	for drifts, want := range map[int]string{20: "", 22: "::error title=2 more::2 more of this level; see the full report\n", 60: "::error title=21 more::"} {
		out := render(t, "github", fixture.Result(crowd(drifts)), report.Options{})
		if levels := checkGitHub(t, out); levels["error"] != mostAnnotations {
			t.Errorf("%d of %d drifts: %d errors", drifts/2, drifts, levels["error"])
		}
		if want == "" && strings.Contains(string(out), "error title=1 more") || !strings.Contains(string(out), want) {
			t.Errorf("%d drifts: %q is missing in\n%s", drifts, want, out)
		}
	}
}

func TestGitHubKeepsPercentSigns(t *testing.T) {
	a := annotation{level: "error", title: "50%: a,b", message: "100%0A\nnext", origin: baselines.Position{File: `a\b,c.yaml`, Line: 2}}
	want := "::error file=a/b%2Cc.yaml,line=2,title=50%25%3A a%2Cb::100%250A%0Anext\n"
	if got := a.command(); got != want {
		t.Errorf("the command is %q, want %q", got, want)
	}
}
