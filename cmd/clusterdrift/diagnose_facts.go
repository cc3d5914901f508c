package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/diagnose"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/logs"
	"github.com/clusterdrift/clusterdrift/report"
)

// readFactsOf reads the facts to join with logs.
func readFactsOf(ctx context.Context, t term.Terminal, path string) (collection, error) {
	read, err := cli.Await(ctx, func() (collection, error) { return readFacts(ctx, []string{path}) })
	if err != nil {
		return collection{}, err
	}
	for _, notice := range read.notices {
		fmt.Fprintln(t.Err, report.Clean(notice))
	}
	return read, nil
}

// findingsOf judges facts by the embedded baselines.
func findingsOf(ctx context.Context, nodes []*facts.Node) ([]diagnose.Finding, error) {
	if len(nodes) == 0 {
		return nil, nil
	}
	criteria, err := flags.NewCriteria(nil, nil)
	if err != nil {
		return nil, err
	}
	result, err := criteria.Result(ctx, tool(), flags.Reading{Nodes: nodes}, report.Gate{})
	if err != nil {
		return nil, err
	}
	var all []diagnose.Finding
	for _, c := range result.Each() {
		for _, f := range c.Findings {
			all = append(all, diagnose.Finding{ID: f.ID, Node: f.Node, Status: string(f.Status), Got: f.Got})
		}
	}
	return all, nil
}

// ofTheLogs are the facts of the clusters that the logs are of. A cluster of which no
// node has a log is another one, which is said. Logs that name no node may be of any.
func ofTheLogs(w io.Writer, nodes []*facts.Node, sources []*logs.Source) []*facts.Node {
	logged := wording.Set{}
	for _, s := range sources {
		for _, name := range s.Nodes {
			logged.Add(hostKey(name))
		}
		logged.Add(hostKey(s.Node))
	}
	delete(logged, "")
	if len(logged) == 0 {
		return nodes
	}
	same := map[string]bool{}
	for _, n := range nodes {
		cluster := clusterKey(n)
		same[cluster] = same[cluster] || slices.ContainsFunc(namesOf(n), func(name string) bool { return logged[name] })
	}
	for _, cluster := range slices.Sorted(maps.Keys(same)) {
		if !same[cluster] {
			fmt.Fprintf(w, "the facts of %s are not joined: no log is of a node of it; the logs are of %s\n",
				report.Clean(cluster), report.Clean(strings.Join(logged.Sorted(), ", ")))
		}
	}
	return slices.DeleteFunc(slices.Clone(nodes), func(n *facts.Node) bool { return !same[clusterKey(n)] })
}

// clusterKey is the name of a node's cluster; of a node without one its own.
func clusterKey(n *facts.Node) string { return cmp.Or(flags.ClusterName(n), n.Name) }

// namesOf are the names of a node, and of the members of its cluster as it names them.
func namesOf(n *facts.Node) []string {
	names := []string{hostKey(n.Name), hostKey(n.OS.HostName)}
	for _, member := range n.Topology.Nodes.Nodes {
		names = append(names, hostKey(member.Name))
	}
	return names
}

// leftOut are the files of a set that were not read. Those that were read as facts are
// none of them; others that have facts are named so.
func leftOut(set *logs.Set, factFiles []string) []diagnose.LeftOut {
	read := wording.Set{}
	for _, file := range factFiles {
		read.Add(filepath.Clean(file))
	}
	var all []diagnose.LeftOut
	for _, l := range set.LeftOut {
		if read[filepath.Clean(l.Path)] {
			continue
		}
		if isFacts(l.Path) {
			l.Why = "the facts of a node: name its folder with --facts to join them"
		}
		all = append(all, diagnose.LeftOut{Path: l.Path, Why: l.Why})
	}
	return all
}

// isFacts reports whether a file is a document of collect, or its manifest.
func isFacts(file string) bool {
	if !strings.EqualFold(filepath.Ext(file), ".json") {
		return false
	}
	if filepath.Base(file) == facts.ManifestFile {
		m, err := readManifest(file)
		return err == nil && m != nil
	}
	_, err := readDocument(file)
	return err == nil
}
