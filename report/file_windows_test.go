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

// A file that is marked as read-only is refused before anything is read for it, and stays.
func TestReadOnlyFileStays(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.json")
	if err := errors.Join(os.WriteFile(path, []byte("old"), 0o600), os.Chmod(path, 0o400)); err != nil {
		t.Fatal(err)
	}
	render := func(io.Writer) error { t.Error("rendered"); return nil }
	for name, err := range map[string]error{"CheckFile": CheckFile(path), "WriteFile": WriteFile(path, render), "WritePrivateFile": WritePrivateFile(path, render)} {
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "marked as read-only") {
			t.Errorf("%s: %v", name, err)
		}
	}
	assertFile(t, path, "old")
	assertAlone(t, dir)
	if err := errors.Join(os.Chmod(path, 0o600), CheckFile(path), writeText(path, "new")); err != nil {
		t.Errorf("without the mark: %v", err)
	}
	assertFile(t, path, "new")
}

// While another program has the old file open and lets others read it alone,
// the old file stays, and nothing is left next to it.
func TestOpenFileStays(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.csv")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		t.Fatal(err)
	}
	other, err := syscall.CreateFile(name, syscall.GENERIC_READ, syscall.FILE_SHARE_READ, nil, syscall.OPEN_EXISTING, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		t.Fatal(err)
	}
	err = writeText(path, "new")
	if err := syscall.CloseHandle(other); err != nil {
		t.Fatal(err)
	}
	if err == nil || !strings.HasPrefix(err.Error(), "write report "+path+": ") {
		t.Errorf("the error is %v", err)
	}
	assertFile(t, path, "old")
	assertAlone(t, dir)
	if err := writeText(path, "new"); err != nil {
		t.Error(err)
	}
	assertFile(t, path, "new")
}

// What MAX_PATH once bounded, 260 characters, bounds neither a file nor a folder of reports.
func TestLongPath(t *testing.T) {
	dir := t.TempDir()
	for range 3 {
		dir = filepath.Join(dir, strings.Repeat("long", 25))
	}
	if err := os.MkdirAll(dir, fs.ModePerm); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "report.json")
	for _, text := range []string{"old", "new"} {
		if err := errors.Join(CheckFile(path), writeText(path, text)); err != nil {
			t.Fatal(err)
		}
		assertFile(t, path, text)
	}
	assertAlone(t, dir)
	pages := filepath.Join(dir, "pages")
	if err := errors.Join(CheckDirectory(pages), WriteDirectory(pages, []File{{Name: IndexPage, Data: []byte("page")}})); err != nil {
		t.Fatal(err)
	}
	assertFile(t, filepath.Join(pages, IndexPage), "page")
}

func writeText(path, text string) error {
	return WriteFile(path, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}
