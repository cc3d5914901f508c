package print

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
)

// Event is one change, for a program that takes one line for each. Of Finding, Node and
// Baseline it has the one that Subject names.
type Event struct {
	Format  int    `json:"format"`  // diff.Format
	Event   string `json:"event"`   // the class: "new", "node-not-read", "baseline-changed"
	Subject string `json:"subject"` // "finding", "node" or "baseline"
	// Key is equal for the same change, whenever and from whichever two results it was
	// worked out: 16 hexadecimal digits, by which a receiver knows what it has seen.
	Key      string               `json:"key"`
	At       time.Time            `json:"at"`     // UTC; when the later result was judged
	Before   time.Time            `json:"before"` // UTC; when the earlier result was judged
	Cluster  string               `json:"cluster,omitempty"`
	Finding  *diff.Change         `json:"finding,omitempty"`
	Node     *diff.NodeChange     `json:"node,omitempty"`
	Baseline *diff.BaselineChange `json:"baseline,omitempty"`
}

// BaselineChanged is the event of a baseline.
const BaselineChanged = "baseline-changed"

// Events writes one line of JSON for each change: baselines, then the nodes and findings
// of each cluster. Drift that stayed is not a change, nor is a node that is still not
// read.
func Events(w io.Writer, d *diff.Diff, _ report.Options) error {
	out := bufio.NewWriter(w)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for _, event := range events(report.Cleaned(d)) {
		if err := e.Encode(event); err != nil {
			return fmt.Errorf("write the changes as events: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the changes as events: %w", err)
	}
	return nil
}

func events(d *diff.Diff) []Event {
	var all []Event
	add := func(e Event, key ...string) {
		e.Format, e.At, e.Before = diff.Format, d.After.Judged, d.Before.Judged
		e.Key = fmt.Sprintf("%.8x", sha256.Sum256([]byte(strings.Join(append([]string{e.Event, e.Subject, e.Cluster}, key...), "\x00"))))
		all = append(all, e)
	}
	for i, b := range d.Baselines {
		add(Event{Event: BaselineChanged, Subject: "baseline", Baseline: &d.Baselines[i]}, b.Name, strings.Join(b.Before, " "), strings.Join(b.After, " "))
	}
	for _, c := range d.Clusters {
		for i, n := range c.Nodes {
			if n.Class != diff.NodeStillDark {
				add(Event{Event: string(n.Class), Subject: "node", Cluster: c.Name, Node: &c.Nodes[i]}, n.Name, n.WasNamed, string(n.Was), string(n.Now))
			}
		}
		for i, f := range c.Findings {
			if f.Class != diff.Still {
				add(Event{Event: string(f.Class), Subject: "finding", Cluster: c.Name, Finding: &c.Findings[i]}, f.Node, f.ID, string(f.Was), string(f.Now), f.Fingerprint)
			}
		}
	}
	return all
}
