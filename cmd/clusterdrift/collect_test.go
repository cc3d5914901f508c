package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// TestFactsFiles: no document replaces another or the manifest, on any file system.
func TestFactsFiles(t *testing.T) {
	nodes := []*facts.Node{{Name: "HV01", Cluster: "C"}, {Name: "hv01", Cluster: "c"}, {Name: "Manifest"}, {Name: "manifest_2"}, {Name: "../a"}, {Name: "..\\a"}}
	want := []string{"C__HV01.json", "c__hv01_2.json", "Manifest_2.json", "manifest_2_2.json", ".._a.json", ".._a_2.json"}
	if diff := cmp.Diff(want, factsFiles(nodes)); diff != "" {
		t.Error(diff)
	}
}
