package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report/formats"
)

// TestSameBytes: what check prints of the same facts at the same time depends neither on
// how many processors there are nor on the order of its arguments.
func TestSameBytes(t *testing.T) {
	dir, env, _ := startCommands(t)
	read := filepath.Join(dir, "facts")
	mustRun(t, 3, env, "collect", "-i", filepath.Join(dir, "story.yaml"), "-d", read)
	files, err := filepath.Glob(filepath.Join(read, "*__*.json"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%q, %v", files, err)
	}
	files = append(files, inOtherCluster(t, files, dir)...)
	before := runtime.GOMAXPROCS(1)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
	want := checkedAt(t, files)
	backward := slices.Clone(files)
	slices.Reverse(backward)
	for _, processors := range []int{2, 16} {
		runtime.GOMAXPROCS(processors)
		for name, args := range map[string][]string{"as they are sorted": files, "backward": backward} {
			got := checkedAt(t, args)
			for _, format := range formats.Names() {
				if diff := cmp.Diff(want[format], got[format]); diff != "" {
					t.Errorf("%s on %d processors, arguments %s (-one processor):\n%s", format, processors, name, diff)
				}
			}
		}
	}
}

// inOtherCluster writes the documents once more, as of nodes of a cluster that comes
// before theirs.
func inOtherCluster(t *testing.T, files []string, dir string) []string {
	t.Helper()
	var others []string
	for _, file := range files {
		document, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for old, other := range map[string]string{"FIELDREPORT": "ANOTHER", "HV0": "AN0"} {
			document = bytes.ReplaceAll(document, []byte(old), []byte(other))
		}
		other := filepath.Join(dir, "of-another-"+filepath.Base(file))
		if err := os.WriteFile(other, document, 0o600); err != nil {
			t.Fatal(err)
		}
		others = append(others, other)
	}
	return others
}

// checkedAt is what check writes of documents at a fixed time, by format.
func checkedAt(t *testing.T, files []string) map[string]string {
	t.Helper()
	now := time.Now().Truncate(24 * time.Hour).Add(48 * time.Hour)
	dir := t.TempDir()
	args := append([]string{"check"}, files...)
	for _, format := range formats.Names() {
		args = append(args, "-o", format+"="+filepath.Join(dir, format))
	}
	silent := term.Terminal{In: bytes.NewReader(nil), Out: io.Discard, Err: io.Discard, Now: func() time.Time { return now },
		Today: baselines.EmbeddedSourcesRead, Env: func(string) (string, bool) { return "", false }}
	if code := run(context.Background(), args, silent); code != 4 {
		t.Fatalf("check exits with %d", code)
	}
	written := map[string]string{}
	for _, format := range formats.Names() {
		data, err := os.ReadFile(filepath.Join(dir, format))
		if err != nil {
			t.Fatal(err)
		}
		written[format] = string(data)
	}
	return written
}
