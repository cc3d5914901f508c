package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// LastRun is what changed since the last earlier run of the scope, in short.
type LastRun struct {
	Run     string    `json:"run,omitempty"` // its ID, 12 hexadecimal digits; empty: the history has no earlier run of the scope
	Started time.Time `json:"started,omitzero"`
	Summary string    `json:"summary,omitempty"` // "2 new, 1 fixed; 1 node not read"
	// Changes are those that matter most, the gravest first, at most MostLastChanges; More is
	// how many others there are.
	Changes []LastChange `json:"changes,omitempty"`
	More    int          `json:"more,omitempty"`
	// Counts are how many changes there are of each class in each cluster, sorted by cluster
	// and then by class; what is missing is 0.
	Counts []ChangeCount `json:"counts,omitempty"`
}

// ChangeCount is how many findings, or nodes, of a cluster changed in one way.
type ChangeCount struct {
	Cluster string `json:"cluster"`
	Class   string `json:"class"` // as in the JSON of diff: "new", "fixed", "node-not-read"
	Count   int    `json:"count"`
}

// MostLastChanges is how many changes a report names.
const MostLastChanges = 10

// LastChange is what became of a finding on one or more nodes, or of nodes.
type LastChange struct {
	Class    string             `json:"class"` // as in the JSON of diff: "new", "fixed", "node-not-read"
	Words    string             `json:"words"` // the class for people: "new"
	Cluster  string             `json:"cluster"`
	Nodes    []string           `json:"nodes,omitempty"` // sorted; empty: the cluster as a whole
	ID       string             `json:"id,omitempty"`    // of the finding; empty: the nodes themselves
	Severity baselines.Severity `json:"severity,omitempty"`
	Text     string             `json:"text,omitempty"` // what was observed, or why the node was not read
}

// Head is what the list of changes begins with: "run 0123456789ab of 2026-11-22 09:30:00
// UTC: 2 new, 1 fixed".
func (l *LastRun) Head() string {
	if l.Run == "" {
		return "the history has no earlier run of this scope"
	}
	return fmt.Sprintf("run %s of %s: %s", l.Run, l.Started.UTC().Format("2006-01-02 15:04:05 MST"), l.Summary)
}

// String is the change in a line; the cluster is named where there are several.
func (c LastChange) String(several bool) string {
	where := strings.Join(firstNodes(c.Nodes), ", ")
	if several {
		where = strings.TrimSuffix(c.Cluster+": "+where, ": ")
	}
	var parts []string
	for _, p := range []string{where, c.ID, c.Text} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if where != "" && len(parts) > 1 {
		parts = append([]string{parts[0] + ": " + parts[1]}, parts[2:]...)
	}
	return strings.Join(parts, "; ")
}

// mostLastNodes is how many nodes a change names.
const mostLastNodes = 3

func firstNodes(nodes []string) []string {
	if more := len(nodes) - mostLastNodes; more > 1 {
		return append(append([]string{}, nodes[:mostLastNodes]...), fmt.Sprintf("%d more", more))
	}
	return nodes
}

// TrendPoint is a cluster in one run.
type TrendPoint struct {
	Run     string    `json:"run,omitempty"` // its ID; empty: this run
	Started time.Time `json:"started"`       // UTC, to the second
	Nodes   int       `json:"nodes"`
	Dark    int       `json:"not_read"` // nodes that were not read
	Drift   int       `json:"drift"`
	Grave   int       `json:"grave"` // of the drift: critical or high
	Unknown int       `json:"unknown"`
	Waived  int       `json:"waived"`
}

// NewTrendPoint is a cluster in its result, which has no ID.
func NewTrendPoint(r *Result, c Cluster) TrendPoint {
	n := c.Counts
	return TrendPoint{
		Started: toSecond(r.Started), Nodes: n.Nodes.Total, Dark: n.Nodes.Dark(), Drift: n.Drift,
		Grave: n.DriftBySeverity[baselines.Critical] + n.DriftBySeverity[baselines.High], Unknown: n.Unknown, Waived: n.Waived,
	}
}
