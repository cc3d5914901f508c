package formats

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
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
	want := map[string]int{"error": 4, "warning": 6, "notice": 5}
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
	if got := a.command(report.Options{}); got != want {
		t.Errorf("the command is %q, want %q", got, want)
	}
}

// A job that runs below the root of the checkout names its files from there; GitHub knows
// them from the root.
func TestLinesAreOfTheRepository(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the paths are those of other systems")
	}
	below := report.Options{Repository: "/work/repo", Directory: "/work/repo/ops"}
	tests := map[string]struct {
		options     report.Options
		file        string
		github, uri string
	}{
		"at the root":           {report.Options{}, "site/a.yaml", "file=site/a.yaml,", "site/a.yaml"},
		"below":                 {below, "a.yaml", "file=ops/a.yaml,", "ops/a.yaml"},
		"up":                    {below, "../a.yaml", "file=a.yaml,", "a.yaml"},
		"absolute":              {below, "/work/repo/x/a.yaml", "file=x/a.yaml,", "x/a.yaml"},
		"of Windows":            {below, `sub\a.yaml`, "file=ops/sub/a.yaml,", "ops/sub/a.yaml"},
		"elsewhere":             {below, "../../a.yaml", "", "file:///work/a.yaml"},
		"elsewhere, absolute":   {below, "/etc/a.yaml", "", "file:///etc/a.yaml"},
		"a name that begins so": {below, "/work/repository/a.yaml", "", "file:///work/repository/a.yaml"},
		"a drive":               {below, `C:\a.yaml`, "", "file:///C:/a.yaml"},
		"embedded":              {below, "embedded:ws2016.yaml", "", "baselines/ws2016.yaml"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			at := baselines.Position{File: tt.file, Line: 3}
			line := annotation{level: "error", title: "t", origin: at}.command(tt.options)
			if got := strings.Contains(line, "file="); got != (tt.github != "") || !strings.Contains(line, tt.github) {
				t.Errorf("%s", line)
			}
			if uri := *(sources{tt.options}).location(at)[0].PhysicalLocation.ArtifactLocation.URI; uri != tt.uri {
				t.Errorf("%s, want %s", uri, tt.uri)
			}
		})
	}
}

// The line of an expired waiver is where somebody has to act.
func TestExpiredWaiverPointsAtItsLine(t *testing.T) {
	f := fixture.Simple("a/b", "a", checks.Drift, baselines.High, "")
	f.Waiver = &checks.Waiver{Reason: "later", Expired: true, Origin: baselines.Position{File: "waivers.yaml", Line: 7}}
	r := fixture.Result(fixture.OneNode(f, f))
	if out := string(render(t, "github", r, report.Options{})); strings.Count(out, "::warning file=waivers.yaml,line=7,title=Expired waiver of a/b::") != 1 {
		t.Errorf("%s", out)
	}
	related := parseSARIF(t, render(t, "sarif", r, report.Options{})).Runs[0].Results[0].RelatedLocations
	if len(related) != 1 || *related[0].PhysicalLocation.Region.StartLine != 7 {
		t.Errorf("SARIF points at %d lines", len(related))
	}
}
