package flags

import (
	"errors"
	"io/fs"
	"os"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// ScopeBy makes the inventory the scope of the result, unless the user names another one.
// What is not a regular file, such as standard input or a pipe, has a path that says
// nothing of what comes from it.
func (r *Report) ScopeBy(n *Nodes) {
	if info, err := os.Stat(n.Inventory); n.Inventory != "" && err == nil && info.Mode().IsRegular() {
		r.recording.file = n.Inventory
	}
}

// ScopeBefore is the scope that the result of these nodes will have. It is a
// *cli.UsageError where that follows from what the scan finds.
func (r *Report) ScopeBefore(t term.Terminal, n *Nodes) (string, error) {
	r.ScopeBy(n)
	shard, _, err := n.shard.find(t)
	switch {
	case err != nil:
		return "", err
	case r.recording.scope != "":
		return report.CleanWhole(history.OfShard(r.recording.scope, shard)), nil
	case r.recording.file != "":
		return history.OfShard(history.InventoryScope(r.recording.file), shard), nil
	case n.Inventory == "" && n.Cluster != "", isMissing(n.Inventory):
		return report.CleanWhole(n.From()), nil
	}
	return "", cli.Usage("an audit without the file of an inventory requires --scope", "name what is audited with --scope NAME, or its nodes in a file with --inventory FILE")
}

// isMissing reports whether a file does not exist: the reader of the inventory says so.
func isMissing(file string) bool {
	_, err := os.Stat(file)
	return file != "" && file != Stdin && errors.Is(err, fs.ErrNotExist)
}

// scopeOf is the scope of a result.
func (r *recording) scopeOf(result *report.Result) history.Scope {
	if r.scope != "" {
		return history.NamedScope(history.OfShard(r.scope, result.Shard))
	}
	return history.DefaultScope(result, r.file)
}
