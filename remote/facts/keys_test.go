package facts

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestDecodedKeys: a map keeps keys of a node that differ in case, and a time is not
// gone into.
func TestDecodedKeys(t *testing.T) {
	n, err := Read(strings.NewReader(`{"format":1,"name":"a","started":"2026-03-01T10:00:00Z","cluster_properties":{"properties":{"A":1,"a":2}}}`))
	if err != nil || len(n.ClusterOf.Properties) != 2 || n.Started.IsZero() {
		t.Errorf("%+v, %v", n, err)
	}
}

// TestSiteDocuments: what a site's requirements look at is read as strictly as
// everything else.
func TestSiteDocuments(t *testing.T) {
	for document, want := range map[string]string{
		`"site":[{"state":"collected","target":"x","value":{"number":18446744073709551615}}]`: "",
		`"site":[{"target":"x","rows":[{"A":{"text":"1"},"a":{"text":"2"}}]}]`:                "",
		`"site":[{"target":"x","value":{"number":-1}}]`:                                       "not a whole number",
		`"site":[{"target":"x","value":{"number":1,"Number":2}}]`:                             `write "number"`,
		`"site":[{"target":"x","target":"y"}]`:                                                "written twice",
		`"site":[{"target":"x","rows":[{"A":{"text":"1"},"A":{"text":"2"}}]}]`:                "written twice",
		`"site":[{"target":"x","secret":"y"}]`:                                                "unknown key",
		`"site":{"target":"x"}`:                                                               "not a list",
	} {
		_, err := Read(strings.NewReader(`{"format":1,"name":"a",` + document + `}`))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", document, err, want)
		}
	}
}

// FuzzRead: in what is read each key is written once, and spelled as we write it.
func FuzzRead(f *testing.F) {
	f.Add(`{"format":1,"name":"a","os":{"build":7601,"build":7600},"Name":"b"}`)
	f.Add(`{"format":1,"name":"a","adapters":{"drivers":{"found":[{"key":"0","keywords":{"*RSS":"1"}}]}},"started":"2026-03-01T10:00:00Z"}`)
	f.Add(`{"format":1,"name":"a","problem":null,"firewall":{"policy":{"rules":[{"id":"x","K":1}]}}}`)
	f.Add(`{"format":1,"name":"a","site":[{"state":"collected","target":"x","rows":[{"A":{"text":"1"},"a":{"number":1}}],"value":{"text":"","list":[]}}]}`)
	f.Add(`{"format":1,"name":"a","site":[{"target":"x","value":{"number":-1}},{"target":"x","Value":{"text":"1"}},{"target":"x","rows":[{"A":{"text":"1"},"A":{"text":"2"}}]}]}`)
	f.Fuzz(func(t *testing.T, document string) {
		n, err := Read(strings.NewReader(document))
		if err != nil {
			return
		}
		verifyKeys(t, document)
		var b bytes.Buffer
		if err := n.Write(&b); err != nil {
			t.Fatal(err)
		}
		if again, err := Read(&b); err != nil || !cmp.Equal(n, again, cmpopts.EquateEmpty()) {
			t.Errorf("%q is read, but not once it is written: %v %s", document, err, cmp.Diff(n, again))
		}
	})
}

// verifyKeys counts the keys of a document against what is left of them in maps, where
// each is once, and looks for upper case, which only the names of others have.
func verifyKeys(t *testing.T, document string) {
	t.Helper()
	var tree any
	if err := json.Unmarshal([]byte(document), &tree); err != nil {
		t.Fatal(err)
	}
	distinct := countKeys(t, tree, true)
	d := json.NewDecoder(strings.NewReader(document))
	written, inMapping := 0, []bool{false}
	for key := false; ; {
		token, err := d.Token()
		if err != nil {
			break
		}
		top := len(inMapping) - 1
		switch token {
		case json.Delim('{'), json.Delim('['):
			inMapping, key = append(inMapping, token == json.Delim('{')), token == json.Delim('{')
			continue
		case json.Delim('}'), json.Delim(']'):
			inMapping = inMapping[:top]
			key = inMapping[top-1]
			continue
		}
		if key {
			written++
		}
		key = inMapping[top] && !key
	}
	if written != distinct {
		t.Errorf("%q has %d keys, of which %d differ", document, written, distinct)
	}
}

func countKeys(t *testing.T, tree any, ours bool) int {
	t.Helper()
	n := 0
	switch v := tree.(type) {
	case map[string]any:
		n = len(v)
		for key, value := range v {
			if ours && key != strings.ToLower(key) {
				t.Errorf("the key %q was read", key)
			}
			n += countKeys(t, value, key != "properties" && key != "keywords" && key != "rows")
		}
	case []any:
		for _, value := range v {
			n += countKeys(t, value, ours)
		}
	}
	return n
}
