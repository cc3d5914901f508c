package history_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report/history"
)

// A folder whose path is longer than 260 characters, which MAX_PATH of Windows once was,
// takes a history, and its files next to it.
func TestLongPath(t *testing.T) {
	dir := t.TempDir()
	for range 3 {
		dir = filepath.Join(dir, strings.Repeat("long", 25))
	}
	p := place(t, filepath.Join(dir, "history.db"))
	s, err := history.Create(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	recorded(t, s, nights("d")[0])
	s.Close()
	if s, err = history.Open(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if since := since(t, s, ""); len(since) == 0 {
		t.Error("what was recorded is not there")
	}
}
