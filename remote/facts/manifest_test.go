package facts

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func sampleManifest() *Manifest {
	at := time.Date(2026, 11, 22, 10, 0, 0, 5, time.UTC)
	return &Manifest{Format: Format, Schema: ManifestSchemaName, Tool: ManifestTool{"clusterdrift", "1.2.0"}, Started: at, Finished: at.Add(time.Minute),
		Nodes: []ManifestNode{
			NewManifestNode(&Node{Name: "HV01", Cluster: "C", Address: "hv01:5985", Started: at, Finished: at.Add(time.Second), Selection: &Selection{Of: 8}}, "C__HV01.json"),
			NewManifestNode(&Node{Name: "HV02", ClusterOf: Cluster{Name: "C"}, Problem: &Problem{Kind: "timeout", Message: "a deadline passed"}}, "HV02.json"),
			NewManifestNode(&Node{Name: "HV03", Cluster: "C"}, ""),
		}}
}

func TestManifestRoundTrip(t *testing.T) {
	var b bytes.Buffer
	if err := sampleManifest().Write(&b); err != nil {
		t.Fatal(err)
	}
	if !IsManifest(b.Bytes()) {
		t.Error("it is not taken for a manifest")
	}
	got, err := ReadManifest(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sampleManifest(), got); diff != "" {
		t.Error(diff)
	}
}

func TestReadManifestRefuses(t *testing.T) {
	const what = "not a manifest of collected facts: "
	node := func(text string) string {
		return `{"format":1,"schema":"manifest","nodes":[{"name":"A","read":true,"file":"a.json"},` + "\n" + text + `]}`
	}
	for _, tt := range []struct{ name, document, want string }{
		{"empty", "", what + "it is empty"},
		{"cut off", `{"format":1,"schema":"man`, what + "it is cut off"},
		{"another document", `{"format":1,"name":"HV01"}`, what + `line 1: unknown key "name"`},
		{"another schema", `{"format":1,"schema":"result"}`, what + `schema is not "manifest"`},
		{"another format", `{"format":2,"schema":"manifest"}`, "manifest of format 2 instead of 1: collect again with this version"},
		{"twice", node(`{"name":"B","read":true,"file":"b.json","file":"c.json"}`), what + `line 2: the key "file" is written twice, first in line 2`},
		{"another case", node(`{"name":"B","Read":true}`), what + `line 2: unknown key "Read"; upper and lower case differ: write "read"`},
		{"something after", `{"format":1,"schema":"manifest"}1`, "there is something after the document"},
		{"no name", node(`{"read":true}`), what + "node 2 has no name"},
		{"a node twice", node(`{"name":"a","read":true}`), what + `the node "a" is in it twice`},
		{"a file twice", node(`{"name":"B","read":true,"file":"A.json"}`), what + `the file "A.json" is in it twice`},
		{"read with a problem", node(`{"name":"B","read":true,"problem":{"kind":"k","message":"m"}}`), what + `the node "B" is read and has a problem, or neither`},
		{"not read without a problem", node(`{"name":"B","read":false}`), what + `the node "B" is read and has a problem, or neither`},
		{"out of the folder", node(`{"name":"B","read":true,"file":"../b.json"}`), what + `"../b.json" is not the name of a document in its folder`},
		{"below the folder", node(`{"name":"B","read":true,"file":"x/b.json"}`), what + `"x/b.json" is not the name of a document in its folder`},
		{"below the folder on Windows", node(`{"name":"B","read":true,"file":"x\\b.json"}`), what + `"x\\b.json" is not the name of a document in its folder`},
		{"on a drive", node(`{"name":"B","read":true,"file":"c:b.json"}`), what + `"c:b.json" is not the name of a document in its folder`},
		{"of another kind", node(`{"name":"B","read":true,"file":"b.txt"}`), what + `"b.txt" is not the name of a document in its folder`},
		{"the manifest itself", node(`{"name":"B","read":true,"file":"Manifest.json"}`), what + `"Manifest.json" is not the name of a document in its folder`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := ReadManifest(strings.NewReader(tt.document)); err == nil || err.Error() != tt.want {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}

// TestIsManifest: only what is certainly the document of a node is not taken for a
// manifest, so that a damaged one is not ignored.
func TestIsManifest(t *testing.T) {
	for document, want := range map[string]bool{
		`{"format":1,"name":"manifest"}`:                 false,
		`{"format":1,"name":"manifest","os":{}}`:         false,
		`{"format":1,"schema":"manifest","nodes":[]}`:    true,
		`{"format":1,"schema":"manifest","name":"HV01"}`: true,
		`{"format":1,"schema":"manifest","nodes":[{"nam`: true,
		`{"format":1,"name":"HV01","os":{"build":7601,`:  true,
		`{}`:   true,
		``:     true,
		`null`: true,
	} {
		if got := IsManifest([]byte(document)); got != want {
			t.Errorf("%s: %v", document, got)
		}
	}
}

// TestWrote: a document is of the run only if all that tells runs apart is the same.
func TestWrote(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	written := Node{Name: "HV01", Cluster: "C", Started: at, Finished: at.Add(time.Second)}
	entry := NewManifestNode(&written, "HV01.json")
	for name, tt := range map[string]struct {
		change func(*Node)
		want   bool
	}{
		"the same":              {func(*Node) {}, true},
		"in another zone":       {func(n *Node) { n.Started = n.Started.In(time.FixedZone("", 3600)) }, true},
		"its own cluster later": {func(n *Node) { n.Cluster, n.ClusterOf.Name = "", "C" }, true},
		"another node":          {func(n *Node) { n.Name = "HV02" }, false},
		"another cluster":       {func(n *Node) { n.Cluster = "D" }, false},
		"started before":        {func(n *Node) { n.Started = at.Add(-1) }, false},
		"finished later":        {func(n *Node) { n.Finished = n.Finished.Add(1) }, false},
		"not read":              {func(n *Node) { n.Problem = &Problem{} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			n := written
			tt.change(&n)
			if got := entry.Wrote(&n); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	m := sampleManifest()
	lost := m.Nodes[0].Missing("the file is gone")
	want := &Node{Format: Format, Name: "HV01", Cluster: "C", Address: "hv01:5985", Started: m.Started, Finished: m.Started.Add(time.Second),
		Selection: &Selection{Of: 8}, Problem: &Problem{Kind: KindMissing, Message: "the file is gone", Hint: "Collect the node again, or restore its file."}}
	if diff := cmp.Diff(want, lost); diff != "" {
		t.Error(diff)
	}
	if p := m.Nodes[1].Missing("the file is gone").Problem; p.Message != "a deadline passed" {
		t.Errorf("a node that was not read has the problem %q", p.Message)
	}
}

// FuzzReadManifest: what is read has each key once, names files of its folder alone,
// and is read again.
func FuzzReadManifest(f *testing.F) {
	var b bytes.Buffer
	if err := sampleManifest().Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.String())
	f.Add(`{"format":1,"schema":"manifest","nodes":[{"name":"A","read":true,"file":"..\\a.json"}]}`)
	f.Add(`{"format":1,"schema":"manifest","Schema":"x","nodes":null}`)
	f.Fuzz(func(t *testing.T, document string) {
		m, err := ReadManifest(strings.NewReader(document))
		if err != nil {
			return
		}
		verifyKeys(t, document)
		for _, n := range m.Nodes {
			if strings.ContainsAny(n.File, `/\`) {
				t.Errorf("the file %q is elsewhere", n.File)
			}
		}
		var b bytes.Buffer
		if err := m.Write(&b); err != nil {
			t.Fatal(err)
		}
		if again, err := ReadManifest(&b); err != nil || !cmp.Equal(m, again, cmpopts.EquateEmpty()) {
			t.Errorf("%q is read, but not once it is written: %v %s", document, err, cmp.Diff(m, again))
		}
	})
}
