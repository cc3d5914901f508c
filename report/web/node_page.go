package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// nodeRows is how many findings are on one page.
const nodeRows = 200

// nodeRow is a finding on a node.
type nodeRow struct {
	report.Finding
	Since string
}

// nodePage shows all findings on a node, or on a cluster as a whole.
func (s *Server) nodePage(r *request) (*answer, error) {
	asked, err := r.all("cluster", "name")
	if err != nil {
		return nil, err
	}
	cluster, name := asked[0], asked[1]
	c, err := s.stateOf(r, cluster)
	if err != nil {
		return nil, err
	}
	result, err := s.clusterResult(r.ctx, c.Run, c.Scope, cluster)
	if err != nil {
		return nil, err
	}
	view := struct {
		layout
		Cluster, Run, Facts, Problem string
		At                           any
		Findings                     []nodeRow
		Paging                       paging
	}{layout: s.layout(cmp.Or(name, cluster+" as a whole")), Cluster: cluster, Run: c.Run, At: c.At}
	clean := report.MapStrings(result, report.Clean).Clusters[0].Open()
	node, known := result.Clusters[0].NodesByName()[name]
	if name != "" && !known {
		return nil, missing("No such node", "The last complete run of the cluster has no node of this name.")
	}
	if known {
		view.Facts, view.Problem = nodeText(node)
	}
	var rows []nodeRow
	for i, f := range result.Clusters[0].Open().Findings {
		if f.Node == name {
			row := nodeRow{clean.Findings[i], f.Standing.Text(f.Status)}
			row.ID, row.Node = f.ID, f.Node
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b nodeRow) int {
		return cmp.Or(cmp.Compare(statusRank(a.Status), statusRank(b.Status)), cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), strings.Compare(a.ID, b.ID))
	})
	if view.Paging, err = r.part(len(rows), nodeRows, "node", "cluster", "name"); err != nil {
		return nil, err
	}
	view.Findings = rows[view.Paging.first:view.Paging.last]
	return s.show("node", view)
}

// statusRank puts what asks for something to be done first.
func statusRank(s checks.Status) int {
	return slices.Index([]checks.Status{checks.Drift, checks.Unknown, checks.Waived, checks.Pass, checks.NotApplicable}, s)
}

// nodeText is what is known of a node besides its findings, and why it was not judged.
func nodeText(n report.Node) (facts, problem string) {
	parts := []string{n.State.Words()}
	if n.OS != "" {
		parts = append(parts, n.OS)
	}
	if n.Baseline != "" {
		parts = append(parts, "baseline "+n.Baseline)
	}
	if !n.Finished.IsZero() {
		parts = append(parts, "read "+when(n.Finished))
	}
	if n.Problem != nil {
		problem = report.Clean(strings.ReplaceAll(n.ProblemText(), "\n", " "))
	}
	return report.Clean(strings.Join(parts, "; ")), problem
}
