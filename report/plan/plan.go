// Package plan makes of a result the order in which its drift is fixed: as a
// document for people, and as scripts.
//
// In goes a result, out come files. Nothing of them is run here, and a script
// holds nothing but the remedies that a baseline has written down.
package plan

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

// clusterPlan is the order in which the drift of a cluster is fixed. It is made of
// the result as it is: what is printed of it is cleaned, and what is run is refused
// unless it is plain.
type clusterPlan struct {
	cluster  report.Cluster
	blockers []string         // what must be put right before anything is begun
	once     *nodePlan        // what is done once for the cluster; nil: nothing
	nodes    []nodePlan       // in the order in which they are fixed
	leftOut  []string         // nodes that no script can be made for, and why
	decide   []report.Finding // drift that a person has to decide on
	look     []report.Finding // what is unknown
}

// nodePlan is what is done on one node.
type nodePlan struct {
	selection []report.Node // the nodes that the scan was restricted to; nil: it was not
	node      report.Node
	shell     shell
	fixes     []string // the ids of what is fixed, each once, in the order of the findings
	steps     []remedyStep
	packages  []string // updates to install, the lowest number first
	restart   bool
}

// remedyStep are the lines that fix one finding.
type remedyStep struct {
	id    string
	lines []string
}

// shell is what the lines of a remedy are written for.
type shell string

const (
	commandPrompt shell = "cmd"
	powerShell    shell = "ps1"
)

// clusterServiceID is the finding that shows whether a node is in the cluster.
const clusterServiceID = "service/ClusSvc"

// networkIDs are the findings that show whether the nodes reach each other.
func networkIDs() []string { return []string{"cluster-network/state", "cluster-network/interfaces"} }

func newPlan(r *report.Result) []clusterPlan {
	hosts := map[string]int{}
	for _, c := range r.Clusters {
		for _, n := range c.Nodes {
			hosts[strings.ToUpper(n.Host)]++
		}
	}
	var plans []clusterPlan
	for _, c := range r.Each() {
		p := clusterPlan{cluster: c, blockers: blockersOf(c)}
		if r.Exit.Code == report.ExitInterrupted {
			p.blockers = append(p.blockers, "the scan was interrupted: not every node was read")
		}
		if r.Selection != nil && !judgesSafety(c) {
			p.blockers = append(p.blockers, r.Selection.String()+": the scan did not judge whether each node's cluster service and the networks of the cluster are up")
		}
		p.fill(hosts)
		plans = append(plans, p)
	}
	return plans
}

// blockersOf are what makes it unsafe to take any node out of the cluster.
func blockersOf(c report.Cluster) []string {
	var found []string
	for _, n := range c.Nodes {
		if n.Problem != nil {
			found = append(found, fmt.Sprintf("%s is %s: %s", n.Name, n.State, n.Problem.Message))
		}
	}
	for _, f := range c.Findings {
		good := f.Status == checks.Pass || f.Status == checks.NotApplicable
		switch {
		case f.ID == clusterServiceID && !good:
			found = append(found, fmt.Sprintf("%s may not be in the cluster: %s %s", f.Node, f.ID, cmp.Or(f.Got, string(f.Status))))
		case slices.Contains(networkIDs(), f.ID) && !good && f.Status != checks.Unknown:
			found = append(found, fmt.Sprintf("the nodes cannot all reach each other: %s %s", f.ID, f.Got))
		}
	}
	return found
}

// judgesSafety reports whether the findings are there from which blockers are made.
func judgesSafety(c report.Cluster) bool {
	has := func(ids ...string) bool {
		return slices.ContainsFunc(c.Findings, func(f report.Finding) bool { return slices.Contains(ids, f.ID) })
	}
	return has(clusterServiceID) && has(networkIDs()...)
}

// fill sorts the findings into what is done, decided and looked at.
func (p *clusterPlan) fill(hosts map[string]int) {
	on := map[string]*nodePlan{}
	for _, n := range p.cluster.Nodes {
		if s, why := shellOf(n, hosts); why != "" {
			p.leftOut = append(p.leftOut, n.Name+": "+why)
		} else {
			on[n.Name] = &nodePlan{node: n, shell: s, selection: selectionOf(p.cluster)}
		}
	}
	var once []report.Finding
	dark := p.cluster.DarkNodes()
	for _, f := range p.cluster.Findings {
		switch n := on[f.Node]; {
		case f.Status == checks.Unknown && !dark[f.Node]:
			p.look = append(p.look, f)
		case f.Status != checks.Drift:
		case n == nil || !doable(f, n.shell):
			p.decide = append(p.decide, f)
		case f.Remedy.Scope == baselines.OnCluster:
			once = append(once, f)
		default:
			n.add(f)
		}
	}
	p.fillOnce(once, on)
	for _, n := range p.cluster.Nodes {
		if n := on[n.Name]; n != nil && n.active() {
			slices.SortFunc(n.packages, baselines.CompareKB) // one that others need has a lower number
			p.nodes = append(p.nodes, *n)
		}
	}
	slices.SortStableFunc(p.nodes, func(a, b nodePlan) int { // what interrupts least comes first
		return cmp.Compare(interruption(a), interruption(b))
	})
}

func interruption(n nodePlan) int {
	if n.restart {
		return 1
	}
	return 0
}

// fillOnce takes each finding once that nodes report of their cluster. Where they
// require different things, a person has to decide.
func (p *clusterPlan) fillOnce(found []report.Finding, on map[string]*nodePlan) {
	if len(found) == 0 {
		return
	}
	first := on[found[0].Node] // findings are sorted by node
	lines := func(f report.Finding) string { return strings.Join(linesFor(*f.Remedy, first.shell), "\n") }
	asked := map[string]string{}
	for _, f := range found {
		if before, ok := asked[f.ID]; ok && before != lines(f) {
			asked[f.ID] = ""
		} else {
			asked[f.ID] = lines(f)
		}
	}
	once := &nodePlan{node: first.node, shell: first.shell, selection: first.selection}
	for _, f := range found {
		switch known := slices.ContainsFunc(once.steps, func(s remedyStep) bool { return s.id == f.ID }); {
		case asked[f.ID] == "":
			p.decide = append(p.decide, f)
		case !known:
			once.add(f)
		}
	}
	if once.active() {
		p.once = once
	}
}

// selectionOf are the nodes of a cluster of which only a part was scanned.
func selectionOf(c report.Cluster) []report.Node {
	if c.Selection == nil {
		return nil
	}
	return c.Nodes
}

func (n *nodePlan) add(f report.Finding) {
	r := f.Remedy
	if !slices.Contains(n.fixes, f.ID) {
		n.fixes = append(n.fixes, f.ID)
	}
	n.restart = n.restart || r.Restart || r.Package != "" // an installation may ask for a restart at any time
	if r.Package != "" {
		n.packages = append(n.packages, r.Package)
	}
	if lines := linesFor(*r, n.shell); len(lines) > 0 {
		n.steps = append(n.steps, remedyStep{f.ID, lines})
	}
}

func (n nodePlan) active() bool { return n.restart || len(n.steps) > 0 }

// linesFor are the lines of a remedy for a shell.
func linesFor(r baselines.Remedy, s shell) []string {
	if s == commandPrompt {
		return r.Cmd
	}
	return r.PowerShell
}

// What may be in a script. Everything else is left to a person.
var (
	plainHost    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,14}$`)
	nameShape    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	plainID      = regexp.MustCompile(`^[a-z0-9-]+/[A-Za-z0-9._-]+$`)
	lineShape    = regexp.MustCompile(`^[!-~]([ -~]*[!-~])?$`)
	plainPackage = regexp.MustCompile(`^KB[0-9]{5,8}$`)
)

// The longest name of a node and the longest line in a script, in bytes. They are
// limits of their own because a pattern that counts this far takes longer to compile
// at each start than all others together.
const (
	mostName = 253
	mostLine = 1000
)

func plainName(name string) bool { return len(name) <= mostName && nameShape.MatchString(name) }

func plainLine(line string) bool { return len(line) <= mostLine && lineShape.MatchString(line) }

// doable reports whether a script can fix a drift: the requirement has a source or is a
// site's own, and its remedy has lines for this shell.
func doable(f report.Finding, s shell) bool {
	r := f.Remedy
	switch {
	case r == nil || !slices.Contains([]baselines.Provenance{baselines.Sourced, baselines.Inferred, baselines.Site}, f.Provenance):
		return false
	case !plainID.MatchString(f.ID) || r.Package != "" && !plainPackage.MatchString(r.Package):
		return false
	case r.Scope != baselines.OnNode && (r.Scope != baselines.OnCluster || r.Restart || r.Package != ""):
		return false
	}
	lines := linesFor(*r, s)
	if slices.ContainsFunc(lines, func(l string) bool { return !plainLine(l) }) {
		return false
	}
	return len(lines) > 0 || r.Package != "" || r.Restart && len(r.Cmd)+len(r.PowerShell) == 0
}

// shellOf is what a node's scripts are written for, or why there can be none.
func shellOf(n report.Node, hosts map[string]int) (s shell, why string) {
	switch {
	case n.State == report.NotRead:
		return "", "it was not read"
	case n.Dark():
		return "", "it could not be read"
	case n.Host == "":
		return "", "it did not say its own name"
	case !plainHost.MatchString(n.Host):
		return "", "its own name is not one of a computer"
	case hosts[strings.ToUpper(n.Host)] > 1:
		return "", "another node says the same name of itself"
	case n.Build >= facts.Build2012: // the first that can drain a node
		return powerShell, ""
	case n.Build >= facts.Build2008R2:
		return commandPrompt, ""
	}
	return "", "its Windows is not known, or older than Windows Server 2008 R2"
}
