package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
)

// recordedAlike asserts that every format says of the recorded result, to the byte, what
// it says of the result itself.
func (p properties) recordedAlike(criteria *flags.Criteria, nodes []*facts.Node) {
	now := time.Date(2026, 11, 27, 12, 0, 0, 123456789, time.UTC)
	live, err := criteria.Result(p.t.Context(), tool(), flags.Reading{Nodes: nodes, Started: now.Add(-1234 * time.Millisecond), Finished: now, Now: now}, report.Gate{})
	if err != nil {
		p.t.Fatal(err)
	}
	again := recorded(p.t, rendered(p.t, "json", live))
	again.Conclude(report.Gate{})
	for _, format := range formats.Names() {
		if diff := cmp.Diff(string(rendered(p.t, format, live)), string(rendered(p.t, format, &again))); diff != "" {
			p.t.Errorf("%s as %s (-live +recorded):\n%s", p.scenario.at, format, diff)
		}
	}
	for _, format := range formats.DirectoryNames() {
		want, got := renderedFiles(p.t, format, live), renderedFiles(p.t, format, &again)
		if !reflect.DeepEqual(want, got) { // which cmp takes a thousand times as long for: it compares byte by byte
			p.t.Errorf("%s as %s (-live +recorded):\n%s", p.scenario.at, format, cmp.Diff(want, got))
		}
	}
}

func rendered(t *testing.T, format string, r *report.Result) []byte {
	t.Helper()
	write, err := formats.Lookup(format)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := write(&b, r, report.Options{Verbose: true}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func renderedFiles(t *testing.T, format string, r *report.Result) []report.File {
	t.Helper()
	files, _ := formats.LookupDirectory(format)
	all, err := files(r)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Budgets of the JSON form, in bytes: for each healthy node, and for 64 nodes in all.
const (
	nodeBudget    = 28 << 10
	clusterBudget = 2 << 20
)

// TestJSONSize: what the JSON form has of healthy nodes of each version stays small.
func TestJSONSize(t *testing.T) {
	needsNoRace(t)
	many, _ := scanDescribed(t, 0, windows.Healthy(64, storyPassword))
	if size := len(rendered(t, "json", &many)); size > clusterBudget {
		t.Errorf("64 nodes take %d bytes", size)
	}
	verifyNodeSizes(t, &many)
	versions, _ := scanDescribed(t, 0, fleetOfVersions())
	verifyNodeSizes(t, &versions)
}

// verifyNodeSizes adds up what the document has of each node: what it has once, and what
// is said of clusters as a whole, is left out.
func verifyNodeSizes(t *testing.T, r *report.Result) {
	t.Helper()
	var doc struct {
		Clusters []struct {
			Name            string
			Nodes, Findings []json.RawMessage
		}
	}
	if err := json.Unmarshal(rendered(t, "json", r), &doc); err != nil {
		t.Fatal(err)
	}
	for _, c := range doc.Clusters {
		size := 0
		for _, item := range slices.Concat(c.Nodes, c.Findings) {
			var of struct{ Name, Node string }
			if err := json.Unmarshal(item, &of); err != nil {
				t.Fatal(err)
			}
			if of.Name != "" || of.Node != "" {
				size += len(item)
			}
		}
		if each := size / len(c.Nodes); each > nodeBudget {
			t.Errorf("a node of %s takes %d bytes", c.Name, each)
		}
	}
}
