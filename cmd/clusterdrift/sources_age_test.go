package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

// TestCheckByAgeOfSources judges the same facts on the last day on which the embedded
// baselines are current, and a day later.
func TestCheckByAgeOfSources(t *testing.T) {
	dir, env, _ := startCommands(t)
	read := filepath.Join(dir, "facts")
	mustRun(t, 0, env, "collect", "-i", filepath.Join(dir, goodNode+".yaml"), "-d", read)
	for _, tt := range []struct {
		name  string
		days  int
		stale bool
	}{{"the last day", baselines.DefaultSourcesDays, false}, {"a day later", baselines.DefaultSourcesDays + 1, true}} {
		t.Run(tt.name, func(t *testing.T) {
			result := filepath.Join(t.TempDir(), "result.json")
			var stdout, stderr safeBuffer
			console := term.Terminal{Out: &stdout, Err: &stderr, Now: time.Now, Env: func(string) (string, bool) { return "", false },
				Today: func() time.Time { return baselines.EmbeddedSourcesRead().AddDate(0, 0, tt.days) }}
			if code := run(t.Context(), []string{"check", read, "-o", "json=" + result, "-o", "text"}, console); code != report.ExitPass {
				t.Errorf("exit %d, what age alone makes unknown does not count\n%s", code, stderr.String())
			}
			const warning = "the baseline ws2008r2-sp1 knows updates and vulnerabilities up to "
			if said := stdout.String(); strings.Contains(said, warning) != tt.stale {
				t.Errorf("the report says:\n%s", said)
			}
			r := readResult(t, result)
			if warned := len(r.Warnings) > 0 && strings.HasPrefix(r.Warnings[0], warning); warned != tt.stale {
				t.Errorf("warnings %q", r.Warnings)
			}
			for _, f := range r.Clusters[0].Findings {
				want := checks.Pass
				if tt.stale {
					want = checks.Unknown
				}
				if f.ID == "update/build" && (f.Status != want || tt.stale && f.Severity != baselines.Info) {
					t.Errorf("%s: %s, %s", f.ID, f.Status, f.Severity)
				}
			}
		})
	}
}

// TestDemoIsCurrent: the demo is the same in whatever year it is shown.
func TestDemoIsCurrent(t *testing.T) {
	var out, errOut bytes.Buffer
	console := term.Terminal{Out: &out, Err: &errOut, Now: time.Now, Env: func(string) (string, bool) { return "", false },
		Today: func() time.Time { return baselines.EmbeddedSourcesRead().AddDate(10, 0, 0) }}
	if code := run(t.Context(), []string{"demo", "--nodes", "1"}, console); code != 0 {
		t.Fatalf("exit %d: %s", code, errOut.String())
	}
	if strings.Contains(out.String(), "newer ones are not known") {
		t.Error(out.String())
	}
}
