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

var update = flag.Bool("update", false, "write the schemas anew")

// TestSchema: the schemas are those of the types.
func TestSchema(t *testing.T) {
	for _, tt := range []struct {
		file, title string
		of          any
		got         []byte
	}{
		{"schema.json", "clusterdrift facts of one node, format 1", &Node{}, Schema()},
		{"manifest.schema.json", "clusterdrift manifest of collected facts, format 1", &Manifest{}, ManifestSchema()},
	} {
		t.Run(tt.file, func(t *testing.T) {
			s := (&jsonschema.Reflector{ExpandedStruct: true}).Reflect(tt.of)
			s.Title = tt.title
			s.ID = jsonschema.ID("https://github.com/clusterdrift/clusterdrift/remote/facts/" + tt.file)
			want, err := json.MarshalIndent(s, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, '\n')
			if *update {
				if err := os.WriteFile(tt.file, want, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if !bytes.Equal(tt.got, want) {
				t.Errorf("%s is not that of the types; run go generate ./remote/facts (-want +got):\n%s", tt.file, cmp.Diff(string(want), string(tt.got)))
			}
		})
	}
}
