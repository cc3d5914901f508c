package inventory

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// TestDocument loads the example of INVENTORY.md, and finds every key of the
// schema described there.
func TestDocument(t *testing.T) {
	data, err := os.ReadFile("INVENTORY.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), "```yaml\n")
	example, _, ok := strings.Cut(rest, "```\n")
	if !ok {
		t.Fatal("there is no example")
	}
	env := func(name string) (string, bool) { return "/etc/pki", name == "CLUSTERDRIFT_VAR_PKI_DIR" }
	got, err := load("inventory.yaml", []byte(example), Options{Env: env})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Nodes) != 4 || got.Nodes[0].CAFile != filepath.FromSlash("/etc/pki/dmz.pem") || got.Nodes[2].Transport != transportHTTPS {
		t.Errorf("%+v", got.Nodes)
	}
	schema := strict.Decode("schema.json", Schema())
	for _, at := range [][]string{{"properties"}, {"$defs", "group", "properties"}, {"$defs", "node", "properties"}} {
		for key := range strict.Pairs(schema.Root, at...) {
			if !strings.Contains(string(data), "`"+key.Value+"`") {
				t.Errorf("%s is not described", key.Value)
			}
		}
	}
}
