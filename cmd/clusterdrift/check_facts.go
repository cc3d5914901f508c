package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// collection is the facts of nodes, and what a person should know of the files.
type collection struct {
	nodes   []*facts.Node
	stored  map[*facts.Node]*stored // how each of the nodes that has a document was read
	reader  *documentReader
	run     *flags.RunFacts // that has the facts, and not documents; nil: documents have them
	notices []string
	files   []string // what was read, manifests included
}

// readFacts reads all documents; one that cannot be read, or a node that comes
// twice, is bad input: nothing is judged then. A node that a manifest names is in the
// collection also when its document is missing, with a Problem that says so. All facts
// are in memory.
func readFacts(ctx context.Context, args []string) (collection, error) {
	return readHeads(ctx, args, math.MaxInt64)
}

// readHeads is readFacts that keeps the facts of the first documents, of as many bytes
// together. Of the others the nodes are heads, whose facts the collection reads again.
func readHeads(ctx context.Context, args []string, keep int64) (collection, error) {
	s, err := findFacts(args)
	if err != nil {
		return collection{}, err
	}
	c := collection{stored: map[*facts.Node]*stored{}, reader: new(documentReader)}
	read, err := readDocuments(ctx, c.reader, s.documents, keep)
	if err != nil {
		return collection{}, err
	}
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
		c.nodes, c.stored[n] = append(c.nodes, n), &read[i].stored
	}
	if len(problems) > 0 {
		return collection{}, &cli.UsageError{Problems: problems, Hint: "collect the nodes again, or leave these files out"}
	}
	for _, n := range s.missing {
		if seen[identity(n)] == "" { // another argument may have it
			seen[identity(n)] = facts.ManifestFile
			c.nodes = append(c.nodes, n)
		}
	}
	c.notices, c.files = s.notices, s.files(args)
	return c, nil
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
	stored
	node *facts.Node // the head alone, unless the document is kept
	err  error
}

// readDocuments reads documents, several at a time, and returns what each comes to in
// their order. It keeps the facts of the first ones, of as many bytes together. The only
// error is that of ctx.
func readDocuments(ctx context.Context, r *documentReader, documents []document, keep int64) ([]outcome, error) {
	read := make([]outcome, len(documents))
	var size atomic.Int64
	err := cli.Each(ctx, len(documents), func(i int) {
		o := &read[i]
		o.file = documents[i].file
		o.node, o.err = r.read(&o.stored, func(bytes int) bool { return size.Add(int64(bytes)) <= keep })
	})
	return read, err
}

func readDocument(file string) (*facts.Node, error) {
	return new(documentReader).read(&stored{file: file}, nil)
}
