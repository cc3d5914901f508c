package main

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
)

// Two scans of an unchanged cluster have no change, and no fingerprint of another
// finding; nor have two judgements of its facts that are hours apart.
func TestUnchangedClusterHasNoChange(t *testing.T) {
	dir, env, _ := startCommands(t)
	in := func(name string) string { return filepath.Join(dir, name) }
	var scans [2]report.Result
	for i, file := range []string{in("first.json"), in("second.json")} {
		mustRun(t, 4, env, "scan", "-i", in("story.yaml"), "-o", "json="+file)
		scans[i] = readResult(t, file)
	}
	mustRun(t, 3, env, "collect", "-i", in("story.yaml"), "-d", in("facts"))
	noChange(t, "two scans", &scans[0], &scans[1])

	now := time.Now()
	var checks [3]report.Result
	for i, after := range []time.Duration{0, 7 * time.Minute, 23 * time.Hour} {
		file := in("check.json")
		silent := term.Terminal{In: bytes.NewReader(nil), Out: io.Discard, Err: io.Discard, Now: func() time.Time { return now.Add(after) },
			Today: baselines.EmbeddedSourcesRead, Env: func(string) (string, bool) { return "", false }}
		if code := run(t.Context(), []string{"check", in("facts"), "-o", "json=" + file}, silent); code != 4 {
			t.Fatalf("check exits %d", code)
		}
		checks[i] = readResult(t, file)
	}
	noChange(t, "judged 7 minutes later", &checks[0], &checks[1])
	noChange(t, "judged a day later", &checks[0], &checks[2])
	noChange(t, "a scan and its facts", &scans[1], &checks[0])
}

// noChange compares two results by what diff makes of them, and by fingerprints, which
// also cover what passes.
func noChange(t *testing.T, what string, before, after *report.Result) {
	t.Helper()
	d := diff.Compare(before, after, diff.Options{})
	for _, c := range d.Clusters {
		for _, f := range c.Findings {
			if f.Class != diff.Still {
				t.Errorf("%s: %s of %s on %q: %s %q, %s %q", what, f.Class, f.ID, f.Node, f.Was, f.WasGot, f.Now, f.Got)
			}
		}
		for _, n := range c.Nodes {
			if n.Class != diff.NodeStillDark {
				t.Errorf("%s: %s %s", what, n.Name, n.Class)
			}
		}
	}
	if d.Counts.Compared < 300 || d.Counts.LeftOut > 0 {
		t.Errorf("%s: %d findings were compared, %d left out", what, d.Counts.Compared, d.Counts.LeftOut)
	}
	for i, c := range before.Clusters {
		for j, f := range c.Findings {
			if g := after.Clusters[i].Findings[j]; f.Fingerprint == "" || f.Fingerprint != g.Fingerprint {
				t.Errorf("%s: the fingerprint of %s on %q is %s, was %s: %q, %q", what, g.ID, g.Node, g.Fingerprint, f.Fingerprint, f.Got, g.Got)
			}
		}
	}
}

// What follows from the new findings is in every report of a run, not in its exit code
// alone.
func TestNewSinceIsReported(t *testing.T) {
	dir, env, _ := startCommands(t)
	in := func(name string) string { return filepath.Join(dir, name) }
	mustRun(t, 1, env, "scan", "-i", in("CHIM01.yaml"), "-o", "json="+in("before.json"))
	for _, command := range [][]string{{"scan", "-i", in("CHIM01.yaml")}, {"render", in("before.json")}} {
		stderr := mustRun(t, 0, env, append(command, "--new-since", in("before.json"), "-o", "json="+in("after.json"), "-o", "html="+in("after.html"))...)
		const reason = "no new drift; not counted: "
		if r := readResult(t, in("after.json")); !strings.HasPrefix(r.Exit.Reason, reason) || !strings.Contains(r.Exit.Reason, "; since "+in("before.json")) || r.Exit.Code != 0 || r.Counts.Drift == 0 {
			t.Errorf("%s: exit %+v, %d drift", command[0], r.Exit, r.Counts.Drift)
		}
		if !strings.Contains(stderr, "clusterdrift: exit 0: "+reason) {
			t.Errorf("%s: %s", command[0], stderr)
		}
	}
}
