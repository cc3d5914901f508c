package facts

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
)

var update = flag.Bool("update", false, "write schema.json anew")

// TestSchema: the schema is that of the types.
func TestSchema(t *testing.T) {
	s := (&jsonschema.Reflector{ExpandedStruct: true}).Reflect(&Node{})
	s.Title = "clusterdrift facts of one node, format 1"
	s.ID = "https://github.com/clusterdrift/clusterdrift/remote/facts/schema.json"
	want, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got := Schema(); !bytes.Equal(got, want) {
		t.Errorf("schema.json is not that of the types; run go generate ./remote/facts (-want +got):\n%s", cmp.Diff(string(want), string(got)))
	}
}
