package diagnose

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/checks/internal/firewall"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// factsHold is how far from an incident facts may be read that show how the node was set
// then. The 24 hours are a decision of this program; no source gives a bound. Facts from
// farther away leave the state unknown, whatever they say. What was open after the
// incident may be the cure, however soon it was read.
const factsHold = 24 * time.Hour

// factsOf are the facts of a node; nil: none were given.
func (d *diagnosis) factsOf(node string) *facts.Node {
	for _, n := range d.options.Facts {
		if n.Problem == nil && (shortName(n.OS.HostName) == node || shortName(n.Name) == node) {
			return n
		}
	}
	return nil
}

// portClosed rules on the traffic of a requirement by the facts of a node.
func (d *diagnosis) portClosed(node string, c causes.Condition, at time.Time) (holds Answer, detail string, missing *want) {
	if strings.HasPrefix(node, "(") && len(d.options.Facts) > 0 {
		return d.portClosedOnAll(c, at)
	}
	n := d.factsOf(node)
	if n == nil {
		return Unknown, "", wantWords("the facts of " + node)
	}
	return portClosedOn(n, c, at)
}

// portClosedOnAll rules for a node whose name no log says: it is one of those of the
// facts, so what holds for all of them holds for it.
func (d *diagnosis) portClosedOnAll(c causes.Condition, at time.Time) (holds Answer, detail string, missing *want) {
	for i, n := range d.options.Facts {
		h, text, missing := portClosedOn(n, c, at)
		if h == Unknown || i > 0 && h != holds {
			return Unknown, "", cmp.Or(missing, wantWords("the name of the node that the log is of"))
		}
		holds, detail = h, "on every node of the facts: "+text
	}
	return holds, detail, nil
}

func portClosedOn(n *facts.Node, c causes.Condition, at time.Time) (holds Answer, detail string, missing *want) {
	node := n.Name
	want, ok := trafficOf(n, c.Finding)
	if !ok {
		return Unknown, "", wantWords("a baseline for " + node + " with " + c.Finding)
	}
	if n.Firewall.Local.State != facts.Collected {
		return Unknown, "", wantWords("the firewall of " + node + ", which its facts do not have")
	}
	ruling := firewall.New(n).Rule(want, c.Profile, firewall.Paths{})
	detail = fmt.Sprintf("%s in %s by the facts%s: %s", ruling.Outcome, c.Profile, since(n.Firewall.Local.At), ruling.Why)
	read := n.Firewall.Local.At
	switch {
	case ruling.Outcome == firewall.Undecided:
	case read.Sub(at).Abs() > factsHold || ruling.Outcome == firewall.Allowed && read.After(at):
		return Unknown, detail + "; that may have been different at the incident", wantWords("the firewall of " + node + " as it was at the incident")
	case ruling.Outcome == firewall.Blocked:
		return Yes, detail, nil
	case ruling.Outcome == firewall.Allowed:
		return No, detail, nil
	}
	return Unknown, detail, wantWords(ruling.Missing.Text)
}

// trafficOf is the traffic that a requirement of the node's baseline names.
func trafficOf(n *facts.Node, id string) (baselines.FirewallRule, bool) {
	b, err := baselines.ForOS(n.OS.Build, n.OS.ProductType)
	if err != nil {
		return baselines.FirewallRule{}, false
	}
	for _, r := range b.Firewall {
		if r.ID == id {
			return r, true
		}
	}
	return baselines.FirewallRule{}, false
}

// findingsOf are those of a cause, as the facts have them on the node and on the
// cluster.
func (d *diagnosis) findingsOf(c *causes.Cause, node string) []Finding {
	var all []Finding
	for _, id := range c.Findings {
		f := Finding{ID: id}
		for _, judged := range d.options.Findings {
			if judged.ID == id && (judged.Node == "" || shortName(judged.Node) == node || d.isFactsOf(judged, node)) {
				f = judged
			}
		}
		all = append(all, f)
	}
	return all
}

// isFactsOf reports whether a finding is about the node, whatever it is listed as.
func (d *diagnosis) isFactsOf(f Finding, node string) bool {
	n := d.factsOf(node)
	return n != nil && n.Name == f.Node
}

// since says when facts were read, where they say it.
func since(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return " of " + moment(at)
}
