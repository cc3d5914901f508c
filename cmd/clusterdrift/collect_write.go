package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

// prepareFacts makes the folder, and finds out before anything is read whether it
// can be written to.
func prepareFacts(dir string) error {
	err := os.MkdirAll(dir, 0o777)
	if err == nil {
		err = report.CheckFolder(dir)
	}
	if err == nil {
		err = report.CheckFile(filepath.Join(dir, facts.ManifestFile))
	}
	if err != nil {
		return cli.Usage(fmt.Sprintf("--dir %s: %v", dir, err), "name a writable folder")
	}
	return nil
}

// documents writes the facts of a run: a document for each node as soon as it was read,
// and at the end the manifest. A document that cannot be written costs the others nothing.
// It is a flags.Taker.
type documents struct {
	term     term.Terminal
	dir      string
	over     func() error // why nothing more may be written, as of writingTime
	close    func()
	files    []string
	nodes    []*facts.Node    // of those that were read the heads
	local    []*facts.Problem // of each, as facts.Node.LocalProblem; nil: none
	failed   []error          // of each, why it was not written; nil: it was
	manifest facts.Manifest
}

func newDocuments(ctx context.Context, t term.Terminal, dir string) *documents {
	over, end := writingTime(ctx)
	return &documents{
		term: t, dir: dir, over: over, close: end,
		manifest: facts.Manifest{
			Format: facts.Format, Schema: facts.ManifestSchemaName,
			Tool: facts.ManifestTool{Name: tool().Name, Version: tool().Version}, Started: t.Now().UTC(),
		},
	}
}

// Begin names the files.
func (d *documents) Begin(nodes []*facts.Node) {
	d.nodes, d.files = nodes, factsFiles(nodes)
	d.local, d.failed = make([]*facts.Problem, len(nodes)), make([]error, len(nodes))
	d.manifest.Nodes = make([]facts.ManifestNode, len(nodes))
}

// Take writes the document of a node, unless the time for that is over.
func (d *documents) Take(place int, n *facts.Node) (keeps bool) {
	if d.over() != nil {
		return false
	}
	file := d.files[place]
	if d.failed[place] = report.WriteFile(filepath.Join(d.dir, file), n.Write); d.failed[place] != nil {
		file = ""
	}
	d.manifest.Nodes[place] = facts.NewManifestNode(n, file)
	d.local[place] = n.LocalProblem()
	*n = *n.Head() // its logs are found by where it is
	d.nodes[place] = n
	return false
}

// writingTime returns what reports that the time is over in which a run may write: ctx, and
// once that was interrupted, a little more. It is used by one goroutine at a time until end
// is called.
func writingTime(ctx context.Context) (over func() error, end func()) {
	writing, cancel := ctx, func() {}
	over = func() error {
		if writing == ctx && ctx.Err() != nil {
			writing, cancel = cli.WithGrace(ctx)
		}
		return writing.Err()
	}
	return over, func() { cancel() }
}

// end writes the manifest. The texts say what was lost. The only error is that the time
// of a run that was interrupted is over: the folder is then left with the manifest of an
// earlier run, which knows none of the new documents.
func (d *documents) end() (lost []string, err error) {
	if err := d.over(); err != nil {
		return nil, err
	}
	d.manifest.Finished = d.term.Now().UTC()
	failed := cli.Losses{What: "unwritten facts"}
	for i, err := range d.failed {
		if err != nil {
			failed.Add(d.nodes[i].Name, err)
		}
	}
	lost = failed.Lost(d.term.Err)
	if err := report.WriteFile(filepath.Join(d.dir, facts.ManifestFile), d.manifest.Write); err != nil {
		lost = append(lost, fmt.Sprintf("the manifest is not written, so check cannot know what this run has read: %v", errors.Unwrap(err)))
	}
	return lost, nil
}

// factsFiles names the document of each node. No two names are the same in any case of
// letters, and none is that of the manifest.
func factsFiles(nodes []*facts.Node) []string {
	used := map[string]bool{facts.ManifestFile: true}
	var files []string
	for _, n := range nodes {
		first := factsFile(n)
		file := first
		for i := 2; used[strings.ToLower(file)]; i++ {
			file = fmt.Sprintf("%s_%d.json", strings.TrimSuffix(first, ".json"), i)
		}
		used[strings.ToLower(file)] = true
		files = append(files, file)
	}
	return files
}

// factsFile names a node's document; what could lead out of the directory or
// is not allowed on some file system becomes "_".
func factsFile(n *facts.Node) string {
	safe := func(r rune) rune {
		if r == '-' || r == '.' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '_'
	}
	name := strings.Map(safe, n.Name) + ".json"
	if n.Cluster != "" {
		name = strings.Map(safe, n.Cluster) + "__" + name
	}
	return name
}
