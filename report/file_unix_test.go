//go:build unix

package report

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// withUmask sets the umask of the process for one test. No test of this package
// runs beside another.
func withUmask(t *testing.T, mask int) {
	old := syscall.Umask(mask)
	t.Cleanup(func() { syscall.Umask(old) })
}

func assertMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode() &^ fs.ModeDir; got != want {
		t.Errorf("%s has mode %v, want %v", filepath.Base(path), got, want)
	}
}

func TestNewFilesHonourTheUmask(t *testing.T) {
	for umask, want := range map[int]struct{ file, folder fs.FileMode }{
		0o022: {0o644, 0o755},
		0o027: {0o640, 0o750},
		0o077: {0o600, 0o700},
		0o002: {0o664, 0o775},
	} {
		withUmask(t, umask)
		dir := t.TempDir()
		path := filepath.Join(dir, "report.json")
		if err := WriteFile(path, func(w io.Writer) error { return nil }); err != nil {
			t.Fatal(err)
		}
		assertMode(t, path, want.file)
		folder := filepath.Join(dir, "scripts")
		if err := WriteDirectory(folder, []File{{Name: "plan.md"}, {Name: "node-HV01.cmd"}}); err != nil {
			t.Fatal(err)
		}
		assertMode(t, folder, want.folder)
		assertMode(t, filepath.Join(folder, "node-HV01.cmd"), want.file)
	}
}

func TestReplacedFileKeepsItsMode(t *testing.T) {
	withUmask(t, 0o022)
	for _, mode := range []fs.FileMode{0o600, 0o640, 0o444, 0o664, 0o755, 0o400, 0o646} {
		dir := t.TempDir()
		path := filepath.Join(dir, "report.json")
		if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		render := func(w io.Writer) error {
			entries, err := os.ReadDir(dir)
			if err != nil {
				return err
			}
			for _, e := range entries { // nor may the new one be read while it is written
				if info, err := e.Info(); err != nil || info.Mode()&^(mode|0o600) != 0 {
					t.Errorf("%s is there with mode %v, to replace one with %v", e.Name(), info.Mode(), mode)
				}
			}
			_, err = io.WriteString(w, "new")
			return err
		}
		if err := WriteFile(path, render); err != nil {
			t.Fatal(err)
		}
		assertMode(t, path, mode)
		if data, err := os.ReadFile(path); err == nil && string(data) != "new" {
			t.Errorf("%s holds %q", path, data)
		}
		assertAlone(t, dir)
	}
}

// A link stays, and the file that it leads to is replaced. One that leads nowhere is
// refused.
func TestWriteFileFollowsLinks(t *testing.T) {
	dir, links := t.TempDir(), t.TempDir()
	file, link, second, nowhere := filepath.Join(dir, "report.json"), filepath.Join(links, "a"), filepath.Join(links, "b"), filepath.Join(links, "nowhere")
	err := errors.Join(os.WriteFile(file, []byte("old"), 0o640), os.Symlink(file, link), os.Symlink("a", second), os.Symlink("gone", nowhere))
	if err != nil {
		t.Fatal(err)
	}
	write := func(path string) error {
		return WriteFile(path, func(w io.Writer) error {
			_, err := io.WriteString(w, filepath.Base(path))
			return err
		})
	}
	for _, path := range []string{link, second} {
		if err := errors.Join(CheckFile(path), write(path)); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is no longer a link: %v", path, err)
		}
		assertFile(t, file, filepath.Base(path))
		assertMode(t, file, 0o640)
	}
	assertAlone(t, dir)
	for _, err := range []error{CheckFile(nowhere), write(nowhere)} {
		if err == nil || !strings.Contains(err.Error(), "a link to a file that does not exist") {
			t.Errorf("a link to nothing: %v", err)
		}
	}
}
