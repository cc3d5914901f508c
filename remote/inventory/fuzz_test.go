package inventory

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzLoad: no text makes the loader panic, and what loads can be formatted and
// loaded again as the same nodes.
func FuzzLoad(f *testing.F) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		nodes, err := loadNodes("fuzz.yaml", data, Settings{})
		if err != nil {
			return
		}
		text, err := Format(nodes, "fuzz.yaml")
		if err != nil {
			t.Fatalf("it loads, but is not formatted: %v", err)
		}
		again, err := loadNodes("fuzz.yaml", text, Settings{})
		if err != nil {
			t.Fatalf("the formatted inventory is refused: %v\n%s", err, text)
		}
		if diff := cmp.Diff(nodes, again); diff != "" {
			t.Fatalf("%s\n%s", diff, text)
		}
	})
}
