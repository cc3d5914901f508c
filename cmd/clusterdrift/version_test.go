package main

import (
	"encoding/json"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNewBuild(t *testing.T) {
	noted := &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "-trimpath", Value: "true"}, {Key: "vcs.revision", Value: "aaaa"}, {Key: "vcs.time", Value: "2026-11-01T00:00:00Z"}, {Key: "vcs.modified", Value: "true"},
	}}
	for _, tt := range []struct {
		name    string
		release build
		info    *debug.BuildInfo
		want    build
	}{
		{"a release", build{Version: "1.3.0", Commit: "bbbb", Date: "2026-11-02T00:00:00Z"}, noted, build{Version: "1.3.0", Commit: "bbbb", Date: "2026-11-02T00:00:00Z"}},
		{"a release without noted files", build{Version: "1.3.0", Commit: "bbbb"}, &debug.BuildInfo{}, build{Version: "1.3.0", Commit: "bbbb"}},
		{"go build in a clone", build{}, noted, build{Version: "v1.2.3", Commit: "aaaa", Date: "2026-11-01T00:00:00Z", Modified: true}},
		{"a date without a commit", build{Version: "1.3.0", Date: "2026-11-02T00:00:00Z"}, noted, build{Version: "1.3.0", Commit: "aaaa", Date: "2026-11-01T00:00:00Z", Modified: true}},
		{"go install of a version", build{}, &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}, build{Version: "v1.2.3"}},
		{"nothing noted", build{}, nil, build{Version: "(devel)"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.Go, tt.want.Platform = runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH
			if diff := cmp.Diff(tt.want, newBuild(tt.release, tt.info)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestVersionPrinted(t *testing.T) {
	var v programVersion
	if err := json.Unmarshal([]byte(mustRun(t, 0, nil, "version", "-o", "json")), &v); err != nil {
		t.Fatal(err)
	}
	text := mustRun(t, 0, nil, "version")
	if !strings.HasPrefix(text, "clusterdrift "+v.Version+" (go1.") || v.Version == "" {
		t.Errorf("version %q in JSON, as text:\n%s", v.Version, text)
	}
	if len(v.Baselines) < 15 {
		t.Errorf("only %d digests", len(v.Baselines))
	}
	lines := map[string]bool{}
	for line := range strings.Lines(text) {
		lines[strings.Join(strings.Fields(line), " ")] = true
	}
	for _, b := range v.Baselines {
		if !lines[b.Name+" "+b.Digest] {
			t.Errorf("the text lacks %s %s:\n%s", b.Name, b.Digest, text)
		}
	}
	if code, _, stderr := runCommand(t.Context(), nil, "version", "-o", "jsno"); code != 2 || !strings.Contains(stderr, `did you mean "json"?`) {
		t.Errorf("exit %d: %s", code, stderr)
	}
}
