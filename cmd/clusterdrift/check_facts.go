package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// collection is the facts of nodes, and what a person should know of the files.
type collection struct {
	nodes   []*facts.Node
	notices []string
	files   []string // what was read, manifests included
}

// readFacts reads all documents; one that cannot be read, or a node that comes
// twice, is bad input: nothing is judged then. A node that a manifest names is in the
// collection also when its document is missing, with a Problem that says so.
func readFacts(ctx context.Context, args []string) (collection, error) {
	s, err := findFacts(args)
	if err != nil {
		return collection{}, err
	}
	read, err := readDocuments(ctx, s.documents)
	if err != nil {
		return collection{}, err
	}
	var nodes []*facts.Node
	var problems []string
	seen := map[[2]string]string{}
	for i, d := range s.documents {
		n, err := read[i].node, read[i].err
		if errors.Is(err, errIsResult) {
			return collection{}, cli.Usage(d.file+": "+err.Error(), "clusterdrift render "+d.file+" writes it in other formats")
		}
		if err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", d.file, cli.Cause(err)))
			continue
		}
		if d.entry != nil && !d.entry.Wrote(n) {
			s.missing = append(s.missing, d.entry.Missing(fmt.Sprintf("the facts in %s are of another run than the manifest", d.file)))
			s.notices = append(s.notices, d.file+" is not judged: it was not written by the run that the manifest is of")
			continue
		}
		if first, ok := seen[identity(n)]; ok {
			problems = append(problems, fmt.Sprintf("%s: the node %s is also in %s", d.file, n.Name, first))
		}
		seen[identity(n)] = d.file
		nodes = append(nodes, n)
	}
	if len(problems) > 0 {
		return collection{}, &cli.UsageError{Problems: problems, Hint: "collect the nodes again, or leave these files out"}
	}
	for _, n := range s.missing {
		if seen[identity(n)] == "" { // another argument may have it
			seen[identity(n)] = facts.ManifestFile
			nodes = append(nodes, n)
		}
	}
	return collection{nodes, s.notices, s.files(args)}, nil
}

// files are the documents, and the manifests that the arguments may lead to.
func (s source) files(args []string) []string {
	var all []string
	for _, d := range s.documents {
		all = append(all, d.file)
	}
	for _, arg := range args {
		all = append(all, filepath.Join(arg, facts.ManifestFile))
	}
	return all
}

// identity is what no two nodes of a collection share: cluster and name.
func identity(n *facts.Node) [2]string {
	return [2]string{strings.ToLower(flags.ClusterName(n)), strings.ToLower(n.Name)}
}

// errIsResult is the error of a file that check has no facts of.
var errIsResult = errors.New("it is a result, which is judged already")

// outcome is what reading a document comes to.
type outcome struct {
	node *facts.Node
	err  error
}

// readDocuments reads documents, several at a time, and returns what each comes to in
// their order. The only error is that of ctx.
func readDocuments(ctx context.Context, documents []document) ([]outcome, error) {
	read := make([]outcome, len(documents))
	err := cli.Each(ctx, len(documents), func(i int) {
		read[i].node, read[i].err = readDocument(documents[i].file)
	})
	return read, err
}

func readDocument(file string) (*facts.Node, error) {
	data, err := input.ReadFile(file, facts.MaxDocument)
	if err != nil {
		return nil, err
	}
	n, err := facts.Parse(data)
	if err != nil && record.IsResult(data) {
		return nil, errIsResult
	}
	return n, err
}
