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
