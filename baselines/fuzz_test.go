package baselines

import (
	"fmt"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines/strict/stricttest"
)

// FuzzLoad: no text makes the loader panic, and what loads can be resolved and
// loaded again with the same content.
func FuzzLoad(f *testing.F) {
	stricttest.AddFiles(f, "testdata/*.yaml")
	stricttest.AddFiles(f, "testdata/site/*.yaml")
	f.Add([]byte("format: 1\ntitle: T\nreviewed: 2026-11-22\nname: site\n" + siteEntries))
	load := func(l *loader, data []byte) *loader {
		l.read = func(path string) ([]byte, error) {
			if path != "fuzz.yaml" {
				return nil, fmt.Errorf("open %s: %w", path, fs.ErrNotExist)
			}
			return data, nil
		}
		return l
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := load(newLoader(), data).load("fuzz.yaml")
		if err != nil {
			return
		}
		text, err := load(newLoader(), data).resolved("fuzz.yaml")
		if err != nil {
			t.Fatalf("it loads, but is not resolved: %v", err)
		}
		again, err := load(newLoader(), text).load("fuzz.yaml")
		if err != nil {
			t.Fatalf("the resolved baseline is refused: %v\n%s", err, text)
		}
		if diff := cmp.Diff(b, again, content()); diff != "" {
			t.Fatalf("%s\n%s", diff, text)
		}
	})
}
