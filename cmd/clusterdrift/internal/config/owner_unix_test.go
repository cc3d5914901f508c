//go:build unix

package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestModeFault(t *testing.T) {
	for _, c := range []struct {
		name        string
		owner, user uint32
		mode        fs.FileMode
		reason      string
		remedy      string
	}{
		{"the user's own", 1000, 1000, 0o644, "", ""},
		{"the system's", 0, 1000, 0o644, "", ""},
		{"another user's", 1001, 1000, 0o600, "it belongs to another user (uid 1001)", "chown 1000 x.yaml"},
		{"another user's, read by the system", 1001, 0, 0o600, "it belongs to another user (uid 1001)", "chown 0 x.yaml"},
		{"the group can write", 1000, 1000, 0o664, "other users can change it (mode 0664)", "chmod go-w x.yaml"},
		{"all others can write", 0, 1000, 0o646, "other users can change it (mode 0646)", "chmod go-w x.yaml"},
	} {
		if reason, remedy := modeFault("x.yaml", c.owner, c.user, c.mode); reason != c.reason || remedy != c.remedy {
			t.Errorf("%s: %q, %q", c.name, reason, remedy)
		}
	}
}

// What is verified is the open file: a path that leads elsewhere by then changes
// nothing, and a pipe that took the file's place is not waited for.
func TestOpenFileIsVerified(t *testing.T) {
	path := filepath.Join(t.TempDir(), fileName)
	if err := os.WriteFile(path, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	f, err := openAtOnce(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := errors.Join(os.Remove(path), os.WriteFile(path, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := verifyOwner(f); err == nil || !strings.Contains(err.Error(), "other users can change it") {
		t.Errorf("%v", err)
	}
	if err := errors.Join(os.Remove(path), syscall.Mkfifo(path, 0o600)); err != nil {
		t.Fatal(err)
	}
	pipe, err := openAtOnce(path)
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	if err := verifyOwner(pipe); err == nil || !strings.Contains(err.Error(), "is not a regular file") {
		t.Errorf("%v", err)
	}
}
