package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
)

var readAt = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// storedNode is a node of 2008 R2 whose sections have lists, and were read a while after
// the node itself.
func storedNode(cluster, name, machine string) *facts.Node {
	collected := facts.Section{State: facts.Collected, Source: "a query", At: readAt.Add(3 * time.Hour)}
	n := &facts.Node{Format: facts.Format, Name: name, Cluster: cluster, Address: name + ":5985", Started: readAt, Finished: readAt.Add(time.Minute)}
	n.OS = facts.OS{Section: collected, HostName: machine, Domain: new("contoso.example"), Build: 7601, ServicePack: new(1), SKU: 8, ProductType: 3}
	n.Hotfixes = facts.Hotfixes{Section: collected, Installed: []facts.Hotfix{{ID: "KB2552040"}, {ID: "KB2545685"}}}
	n.Services = facts.Services{Section: collected, Asked: []string{facts.ClusterService}, Found: []facts.Service{{Name: facts.ClusterService, State: "Running", StartMode: "Auto"}}}
	n.ClusterOf = facts.Cluster{Section: collected, Name: cluster, Properties: map[string]int{"SameSubnetDelay": 1000}}
	return n
}

// storedNodes are those of three clusters: in two of them an entry leads to the same
// machine, and one of them is not named but by its nodes.
func storedNodes() []*facts.Node {
	var all []*facts.Node
	for c, cluster := range []string{"ALPHA", "Beta", "GAMMA"} {
		for i := range 3 {
			name := fmt.Sprintf("N%d%d", c, i)
			all = append(all, storedNode(cluster, name, name))
		}
	}
	all[4].OS.HostName = all[0].OS.HostName
	all[4].Name = all[0].Name
	all[2].Problem, all[2].OS = &facts.Problem{Kind: "timeout", Message: "no answer"}, facts.OS{}
	all[8].Cluster = ""
	all[7].Baselines = []string{"ws2008r2-sp1"}
	all[3].Hotfixes.Section = facts.Section{State: facts.Failed, Problem: &facts.Problem{Kind: "access-denied", Message: "denied"}}
	return all
}

func writeStored(t *testing.T, nodes []*facts.Node) string {
	t.Helper()
	dir := t.TempDir()
	for i, n := range nodes {
		var document bytes.Buffer
		if err := n.Write(&document); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.json", i)), document.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// judgeStored is what each format says of a collection, with limits of age and of a part.
func judgeStored(t *testing.T, c collection, maxAge time.Duration, partial bool) map[string]string {
	t.Helper()
	now := readAt.Add(4 * time.Hour)
	nodes := c.disregardOld(now, maxAge)
	if partial {
		markPartial(nodes)
	}
	criteria, err := flags.NewCriteria(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	started, finished := span(nodes)
	result, err := criteria.Result(t.Context(), tool(), flags.Reading{Nodes: nodes, Facts: c.factsOf, Started: started, Finished: finished, Now: now, Today: now}, report.Gate{})
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]string{}
	for _, name := range []string{"json", "text", "csv"} {
		write, err := formats.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if err := write(&text, result, report.Options{Details: true}); err != nil {
			t.Fatal(err)
		}
		written[name] = text.String()
	}
	return written
}

// TestReadAgain: what is said of facts does not depend on how many of them are kept from
// the first reading.
func TestReadAgain(t *testing.T) {
	dir := writeStored(t, storedNodes())
	for _, tt := range []struct {
		name    string
		maxAge  time.Duration
		partial bool
	}{{"of any age", 0, false}, {"too old", time.Hour, false}, {"a part", 0, true}} {
		t.Run(tt.name, func(t *testing.T) {
			whole, err := readFacts(t.Context(), []string{dir})
			if err != nil {
				t.Fatal(err)
			}
			want := judgeStored(t, whole, tt.maxAge, tt.partial)
			for _, keep := range []int64{0, 4000, 1 << 30} {
				c, err := readHeads(t.Context(), []string{dir}, keep)
				if err != nil {
					t.Fatal(err)
				}
				again := 0
				for _, s := range c.stored {
					if s.again {
						again++
					}
				}
				if keep == 0 && again != len(c.nodes) || keep == 1<<30 && again != 0 || keep == 4000 && (again == 0 || again == len(c.nodes)) {
					t.Errorf("with %d bytes kept, %d of %d nodes are heads", keep, again, len(c.nodes))
				}
				if diff := cmp.Diff(want, judgeStored(t, c, tt.maxAge, tt.partial)); diff != "" {
					t.Errorf("with %d bytes kept (-all +kept):\n%s", keep, diff)
				}
			}
		})
	}
}

// TestReadAgainChanged: a document that is another one by the time its cluster is judged
// is bad input, and so is one that is gone.
func TestReadAgainChanged(t *testing.T) {
	for name, change := range map[string]func(file string) error{
		"changed": func(file string) error {
			var other bytes.Buffer
			if err := storedNode("ALPHA", "N00", "N09").Write(&other); err != nil {
				return err
			}
			return os.WriteFile(file, other.Bytes(), 0o600)
		},
		"cut off": func(file string) error { return os.Truncate(file, 100) },
		"gone":    os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			dir := writeStored(t, storedNodes())
			c, err := readHeads(t.Context(), []string{dir}, 0)
			if err != nil {
				t.Fatal(err)
			}
			if err := change(filepath.Join(dir, "0.json")); err != nil {
				t.Fatal(err)
			}
			criteria, err := flags.NewCriteria(nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			_, err = criteria.Result(t.Context(), tool(), flags.Reading{Nodes: c.nodes, Facts: c.factsOf}, report.Gate{})
			if _, ok := errors.AsType[*cli.UsageError](err); !ok {
				t.Errorf("got %v", err)
			}
		})
	}
}
