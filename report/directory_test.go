package report

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWriteDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "plan")
	write := func(files ...File) {
		t.Helper()
		if err := WriteDirectory(dir, files); err != nil {
			t.Fatal(err)
		}
	}
	const mark = "rem " + ScriptMark + "1.0.0\r\n"
	write(File{"node-A.cmd", []byte(mark)}, File{"node-B.cmd", []byte(mark)})
	for _, name := range []string{"node-C.cmd", "notes.txt", "other-B.cmd"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(File{"node-A.cmd", []byte(mark + "new")})
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if diff := cmp.Diff([]string{"node-A.cmd", "node-B.cmd.old", "node-C.cmd", "notes.txt", "other-B.cmd"}, names); diff != "" {
		t.Error(diff)
	}
	if data, _ := os.ReadFile(filepath.Join(dir, "node-A.cmd")); !bytes.HasSuffix(data, []byte("new")) {
		t.Errorf("%s", data)
	}
}

// A shell completes the name of a folder with a slash, which does not make it another.
func TestCheckDirectory(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	slash := string(filepath.Separator)
	for name, ok := range map[string]bool{
		dir: true, dir + slash: true,
		filepath.Join(dir, "new"): true, filepath.Join(dir, "new") + slash: true,
		filepath.Join(dir, "new", "below"): false, filepath.Join(dir, "new", "below") + slash: false,
		file: false, file + slash: false,
	} {
		if err := CheckDirectory(name); (err == nil) != ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
