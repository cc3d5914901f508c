//go:build unix

package main

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

// A file that no user named must be a regular one that others cannot change, in
// both places; what is named with --config may be anything.
func TestUsualFilesAreVerified(t *testing.T) {
	const text = "format: 1\n"
	for _, c := range []struct {
		name    string
		prepare func(path string) error
		problem string
		named   bool // and can be read when it is named
	}{
		{"writable by the group", func(path string) error { return os.Chmod(path, 0o664) }, "other users can change it (mode 0664)\n  chmod go-w ", true},
		{"writable by all", func(path string) error { return os.Chmod(path, 0o602) }, "other users can change it (mode 0602)\n  chmod go-w ", true},
		{"a link to one that others can change", func(path string) error {
			target := path + ".target"
			if err := os.Rename(path, target); err != nil {
				return err
			}
			return errors.Join(os.Chmod(target, 0o622), os.Symlink(target, path))
		}, "other users can change it (mode 0622)\n  chmod go-w ", true},
		{"another user's", func(path string) error { return os.Chown(path, 54321, -1) }, "it belongs to another user (uid 54321)\n  chown ", true},
		{"a pipe", func(path string) error { return errors.Join(os.Remove(path), syscall.Mkfifo(path, 0o600)) }, "is not a regular file\n  ", false},
		{"a folder", func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) }, "is not a regular file\n  ", false},
		{"a device", func(path string) error { return errors.Join(os.Remove(path), os.Symlink("/dev/zero", path)) }, "is not a regular file\n  ", false},
		{"a link to nothing", func(path string) error { return errors.Join(os.Remove(path), os.Symlink("nowhere", path)) }, "is a link to a file that does not exist\n  ", false},
		{"a link to itself", func(path string) error { return errors.Join(os.Remove(path), os.Symlink(filepath.Base(path), path)) }, "too many levels of symbolic links\n  ", false},
	} {
		for _, users := range []bool{true, false} {
			p := newPlace(t, "", "")
			path := configName
			if users {
				path = p.users
			}
			p.write(path, text)
			if err := c.prepare(path); err != nil {
				t.Logf("%s: %v", c.name, err) // chown is for the superuser
				continue
			}
			code, _, stderr := p.run("version")
			if code != 2 || !strings.Contains(stderr, path) || !strings.Contains(stderr, c.problem) || !strings.Contains(stderr, "--config ") {
				t.Errorf("%s, of the user: %v: exit %d\n%s", c.name, users, code, stderr)
			}
			if code, _, stderr := p.run("version", "--no-config"); code != 0 {
				t.Errorf("%s, with --no-config: exit %d\n%s", c.name, code, stderr)
			}
			if !c.named {
				continue
			}
			if code, _, stderr := p.run("version", "--config", path); code != 0 || stderr != "settings from "+path+"\n" {
				t.Errorf("%s, with --config: exit %d\n%s", c.name, code, stderr)
			}
		}
	}
}

// What is verified is the open file: a path that leads elsewhere by then changes
// nothing, and a pipe that took the file's place is not waited for.
func TestOpenFileIsVerified(t *testing.T) {
	path := filepath.Join(t.TempDir(), configName)
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

// A home that is no folder holds no configuration.
func TestNoFolderForTheConfiguration(t *testing.T) {
	p := newPlace(t, "", "")
	p.configDir = "/dev/null"
	if code, _, stderr := p.run("version"); code != 0 || stderr != "" {
		t.Errorf("exit %d\n%s", code, stderr)
	}
}
