//go:build unix

package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestFilesHonourTheUmask runs every command that writes files. Traces alone are
// for their owner, whatever the umask is.
func TestFilesHonourTheUmask(t *testing.T) {
	needsNoRace(t)
	dir, env, _ := startCommands(t)
	story, one := filepath.Join(dir, "HV02.yaml"), filepath.Join(dir, "HV01.yaml")
	for umask, want := range map[int][2]fs.FileMode{0o022: {0o644, 0o755}, 0o027: {0o640, 0o750}, 0o077: {0o600, 0o700}, 0: {0o666, 0o777}} {
		t.Run(fmt.Sprintf("%04o", umask), func(t *testing.T) {
			out := t.TempDir()
			in := func(name string) string { return filepath.Join(out, name) }
			old := syscall.Umask(umask)
			defer syscall.Umask(old)
			mustRun(t, 4, env, "scan", "-i", story, "-o", "json="+in("r.json"), "-o", "html="+in("r.html"), "-o", "plan-script="+in("scripts"), "--trace", in("traces"))
			mustRun(t, 0, env, "collect", "-i", one, "-d", in("facts/of/today"))
			mustRun(t, 0, env, "baseline", "capture", "-i", one, "HV01", "-f", in("site.yaml"))
			mustRun(t, 0, nil, "man", in("man"))
			serveDemo(t, in("demo.yaml"), func() { assertModes(t, out, want) })
		})
	}
}

// serveDemo looks at what the demo writes while it is up.
func serveDemo(t *testing.T, inventory string, look func()) {
	t.Helper()
	ctx, interrupt := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _, _ = runCommand(ctx, nil, "demo", "--serve", "--nodes", "1", "--transport", "https", "-i", inventory)
	}()
	defer func() { interrupt(); <-ended }()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(inventory); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the demo wrote no inventory")
		}
	}
	look()
}

func assertModes(t *testing.T, dir string, want [2]fs.FileMode) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		mode := want[0]
		if d.IsDir() {
			mode = want[1]
		}
		if strings.HasPrefix(path, filepath.Join(dir, "traces")) {
			mode = map[bool]fs.FileMode{false: 0o600, true: 0o700}[d.IsDir()]
		}
		if files++; info.Mode().Perm() != mode {
			t.Errorf("%s has mode %04o, want %04o", strings.TrimPrefix(path, dir), info.Mode().Perm(), mode)
		}
		return nil
	})
	if err != nil || files < 15 {
		t.Errorf("%d files, %v", files, err)
	}
}
