package history_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/clusterdrift/clusterdrift/report/history"
)

// On a server whose disk gets full a run is recorded whole or not at all, and the error says
// why. With space again the next run is recorded.
func TestLongServerDiskFull(t *testing.T) {
	owner := serverURL(t)
	dir := smallDisk(t, "13m")
	onServer(t, owner, `CREATE TABLESPACE small LOCATION '`+dir+`'`, `CREATE DATABASE small TABLESPACE small`)
	t.Cleanup(func() { onServer(t, owner, `DROP DATABASE small WITH (FORCE)`, `DROP TABLESPACE small`) })
	url := "postgres://clusterdrift@/small?host=" + running.dir
	c := child(t.Context(), self(t), url, 0, 1000)
	var said, ids strings.Builder
	c.Stdout, c.Stderr = &ids, &said
	if err := c.Run(); c.ProcessState.ExitCode() != 2 || said.String() != "record the run: no space left on the database server\n" {
		t.Fatalf("%v: %s", err, said.String())
	}
	s := create(t, place(t, url))
	runs, err := s.Runs(t.Context(), history.Filter{})
	if want := strings.Fields(ids.String()); err != nil || len(runs) != len(want) || len(want) == 0 {
		t.Errorf("%d runs, of which %d were recorded: %v", len(runs), len(want), err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=256m"); err != nil {
		t.Fatal(err)
	}
	next := child(t.Context(), self(t), url, 4*len(runs), 1)
	next.Stdout, next.Stderr = io.Discard, &said
	if err := next.Run(); err != nil {
		t.Fatalf("with space again: %v: %s", err, said.String())
	}
	if n := checkWhole(t, s); n != len(runs)+1 {
		t.Errorf("%d runs, want %d", n, len(runs)+1)
	}
}

// smallDisk is a folder of the server of so many bytes. Only root can make one.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := filepath.Join(running.dir, "small")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size+",mode=0700"); err != nil {
		t.Skip("no small disk: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chown(dir, other, other); err != nil {
		t.Fatal(err)
	}
	return dir
}
