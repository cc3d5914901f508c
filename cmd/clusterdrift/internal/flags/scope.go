package flags

import (
	"os"

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

// scopeOf is the scope of a result.
func (r *recording) scopeOf(result *report.Result) history.Scope {
	if r.scope != "" {
		return history.NamedScope(r.scope)
	}
	return history.DefaultScope(result, r.file)
}
