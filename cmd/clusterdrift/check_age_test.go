package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestAgeProblem(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	const any, day = 0, 24 * time.Hour
	ago := func(d time.Duration) facts.Node { return facts.Node{Started: now.Add(-d), Finished: now.Add(-d)} }
	lying := ago(time.Minute)
	lying.Services.At = now.Add(-3 * day)
	early := ago(time.Minute)
	early.Services.At = now.Add(time.Hour)
	for _, tt := range []struct {
		name   string
		node   facts.Node
		maxAge time.Duration
		want   string
	}{
		{"of any age", ago(1000 * day), any, ""},
		{"without a time", facts.Node{}, any, ""},
		{"without a time, of a certain age", facts.Node{}, day, "the facts do not say when they were read, and no more than 24 hours are allowed"},
		{"just in time", ago(36 * time.Hour), 36 * time.Hour, ""},
		{"days old", ago(3 * day), 36 * time.Hour, "the facts are 3 days old, more than the 36 hours allowed"},
		{"hours old", ago(37*time.Hour + 1*time.Minute), 36 * time.Hour, "the facts are 37 hours 1 minute old, more than the 36 hours allowed"},
		{"a second too old", ago(7*day + time.Second), 7 * day, "the facts are a little older than the 7 days allowed"},
		{"a section is too old", lying, 36 * time.Hour, "the facts are 3 days old, more than the 36 hours allowed"},
		{"a clock that is ahead", ago(-5 * time.Minute), any, ""},
		{"of the future", ago(-6 * time.Minute), any, "the facts were read at 2026-11-22 10:06:00 UTC, but it is only 2026-11-22 10:00:00 UTC"},
		{"of the future, with a limit", ago(-50 * time.Hour), day, "the facts were read at 2026-11-24 12:00:00 UTC, but it is only 2026-11-22 10:00:00 UTC"},
		{"a section is of the future", early, any, "the facts were read at 2026-11-22 11:00:00 UTC, but it is only 2026-11-22 10:00:00 UTC"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			first, last := tt.node.ReadBetween()
			if p := ageProblem(first, last, now, tt.maxAge); p != nil {
				got = p.Message
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// An age that a recorded result gives may put its facts into the future although the node
// was read in the past.
func TestAgeProblemOfRecordedAge(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	p := ageProblem(now.Add(time.Hour), now.Add(-time.Hour), now, 36*time.Hour)
	if p == nil || p.Kind != facts.KindFuture {
		t.Errorf("%+v", p)
	}
}

// TestCheckByAge: what was read of a node counts until it is too old, and from then on
// nothing on it passes or drifts.
func TestCheckByAge(t *testing.T) {
	dir, env, _ := startCommands(t)
	read := filepath.Join(dir, "facts")
	mustRun(t, 0, env, "collect", "-i", filepath.Join(dir, chimneyNode+".yaml"), "-d", read)
	for _, tt := range []struct {
		name   string
		after  time.Duration
		args   []string
		judged bool
		said   string // of the age of what is judged; empty: nothing
	}{
		{"at once", 0, []string{"--max-age", "1h"}, true, ""},
		{"days later", 72 * time.Hour, nil, true, "the facts are more than 24h old, up to 3 days (1 of 1 node)"},
		{"too late", 72 * time.Hour, []string{"--max-age", "36h"}, false, ""},
		{"not yet", 72 * time.Hour, []string{"--max-age", "7d"}, true, "more than 24h old"},
		{"before", -time.Hour, nil, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			result := filepath.Join(t.TempDir(), "result.json")
			var stdout, stderr safeBuffer
			console := term.Terminal{Out: &stdout, Err: &stderr, Now: func() time.Time { return time.Now().Add(tt.after) },
				Env: func(string) (string, bool) { return "", false }}
			code := run(t.Context(), append([]string{"check", read, "-o", "json=" + result, "-o", "text"}, tt.args...), console)
			counts := map[checks.Status]int{}
			for _, c := range readResult(t, result).Clusters {
				for _, f := range c.Findings {
					counts[f.Status]++
				}
			}
			if judged := counts[checks.Pass] > 0 && counts[checks.Drift] > 0; judged != tt.judged || !tt.judged && counts[checks.Pass]+counts[checks.Drift] > 0 {
				t.Errorf("the findings are %v\n%s", counts, stdout.String())
			}
			if code == 0 || tt.judged != (code == 1) {
				t.Errorf("exit %d", code)
			}
			if said := stdout.String(); !strings.Contains(said, tt.said) || tt.said == "" && strings.Contains(said, "more than 24h old") {
				t.Errorf("the report says:\n%s", said)
			}
		})
	}
}
