package input

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

const limit = 64

func write(t *testing.T, path string, size int) string {
	t.Helper()
	if err := os.WriteFile(path, bytes.Repeat([]byte{'x'}, size), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	large := write(t, filepath.Join(dir, "large"), limit+1)
	tests := []struct {
		name, path string
		size       int
		want       string // what the error says; empty: none
	}{
		{"empty", write(t, filepath.Join(dir, "empty"), 0), 0, ""},
		{"as large as allowed", write(t, filepath.Join(dir, "full"), limit), limit, ""},
		{"too large", large, 0, "read " + large + ": it is larger than 64 bytes, the limit for this kind of file"},
		{"a directory", dir, 0, "open " + dir + ": it is a directory, not a regular file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data, err := ReadFile(tt.path, limit)
			if tt.want == "" && (err != nil || len(data) != tt.size) {
				t.Errorf("%d bytes, %v, want %d bytes", len(data), err, tt.size)
			}
			if tt.want != "" && (err == nil || err.Error() != tt.want || len(data) != 0) {
				t.Errorf("%d bytes, %v, want %s", len(data), err, tt.want)
			}
		})
	}
	if _, err := ReadFile(filepath.Join(dir, "none"), limit); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

// A file that grows while it is read is not cut off: it becomes too large.
func TestReadGrowingFile(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "file"), limit)
	f, err := Open(path, limit)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	write(t, path, limit+1)
	var large *TooLargeError
	n, total := 0, 0
	for buffer := make([]byte, 10); err == nil; total += n {
		n, err = f.Read(buffer)
	}
	if !errors.As(err, &large) || large.Max != limit || total != limit {
		t.Errorf("%d bytes, then %v", total, err)
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 4095: "4095 bytes", 4096: "4 KiB", 1 << 20: "1 MiB", 64 << 20: "64 MiB", 1<<20 + 1<<10: "1025 KiB"} {
		if got := size(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}
