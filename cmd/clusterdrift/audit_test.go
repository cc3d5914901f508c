package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/report/history"
)

// An audit of a scope that another one holds ends with 2, says who that is, and scans nothing;
// one that is interrupted while it waits ends as every command does.
func TestAuditIsLocked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.db")
	place, err := history.ParsePlace(file)
	if err != nil {
		t.Fatal(err)
	}
	by := history.Holder{Name: "process 1 on SCANNER", Since: time.Date(2026, 11, 28, 2, 0, 0, 0, time.UTC)}
	lock, err := history.LockScope(t.Context(), place, "nightly", by, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	args := []string{"audit", "hv01.example", "-u", "somebody", "--scope", "nightly", "--history", file}
	env := map[string]string{passwordVariable: "secret"}
	const want = "clusterdrift: exit 2: an audit of the scope nightly is running: process 1 on SCANNER, since 2026-11-28 02:00:00 UTC; nothing was scanned (wait for it with --wait, or end it)\n"
	for _, wait := range []string{"0s", "10ms"} {
		code, stdout, stderr := runCommand(t.Context(), env, append(args, "--wait", wait)...)
		if code != 2 || stdout != "" || stderr != want {
			t.Errorf("--wait %s: exit %d, %s%s", wait, code, stdout, stderr)
		}
	}
	for _, flag := range []string{"--wait", "--jitter"} {
		ctx, interrupt := context.WithCancel(t.Context())
		ended := make(chan string)
		go func() {
			_, _, stderr := runCommand(ctx, env, append(args, flag, "87600h")...)
			ended <- stderr
		}()
		interrupt()
		if stderr := <-ended; !strings.HasSuffix(stderr, "clusterdrift: exit 130: interrupted\n") {
			t.Errorf("%s: %s", flag, stderr)
		}
	}
}
