package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

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

// writeFacts writes a document for each node, and then the manifest of a run that was
// started at that time. A document that cannot be written costs the others nothing; the
// texts say what was lost. The only error is that of ctx: the folder is then left with
// the manifest of an earlier run, which knows none of the new documents.
func writeFacts(ctx context.Context, t term.Terminal, dir string, nodes []*facts.Node, started time.Time) (lost []string, err error) {
	ctx, cancel := cli.WithGrace(ctx)
	defer cancel()
	failed := cli.Losses{What: "unwritten facts"}
	manifest := facts.Manifest{
		Format: facts.Format, Schema: facts.ManifestSchemaName,
		Tool: facts.ManifestTool{Name: tool().Name, Version: tool().Version}, Started: started.UTC(), Nodes: []facts.ManifestNode{},
	}
	for i, file := range factsFiles(nodes) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err := report.WriteFile(filepath.Join(dir, file), nodes[i].Write); err != nil {
			failed.Add(nodes[i].Name, err)
			file = ""
		}
		manifest.Nodes = append(manifest.Nodes, facts.NewManifestNode(nodes[i], file))
	}
	manifest.Finished = t.Now().UTC()
	lost = failed.Lost(t.Err)
	if err := report.WriteFile(filepath.Join(dir, facts.ManifestFile), manifest.Write); err != nil {
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
