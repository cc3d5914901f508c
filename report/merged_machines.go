package report

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// identified is an entry whose machine said its name in full.
type identified struct{ cluster, finding int } // their places

// doubtMachines makes unknown, as a scan of all clusters does, which node an entry is whose
// machine answered for one of another cluster as well: parts of an inventory do not know of
// each other. Machines are the same when they say the same name with its domain. Those that
// say no domain may be one or two, which a result does not show.
func (r *Result) doubtMachines() {
	machines := map[string][]identified{}
	for c := range r.Clusters {
		for f := range r.Clusters[c].Findings {
			if found := &r.Clusters[c].Findings[f]; found.identifies() && strings.Contains(found.Got, ".") {
				name := strings.ToLower(found.Got)
				machines[name] = append(machines[name], identified{c, f})
			}
		}
	}
	changed := map[int]bool{}
	for _, entries := range machines {
		for _, e := range entries {
			if r.doubtMachine(e, entries) {
				changed[e.cluster] = true
			}
		}
	}
	for i := range changed {
		r.Clusters[i].sortFindings()
	}
}

// doubtMachine makes the identity of an entry unknown where others of its machine are in
// other clusters, and reports whether it was not before. The findings of its cluster are
// copied first; they stay in their order.
func (r *Result) doubtMachine(e identified, entries []identified) bool {
	c := &r.Clusters[e.cluster]
	found := c.Findings[e.finding]
	var own, others []string
	for _, o := range entries {
		other := &r.Clusters[o.cluster]
		switch name := other.Findings[o.finding].Node; {
		case o == e:
		case o.cluster == e.cluster:
			own = append(own, name)
		default:
			others = append(others, checks.EntryElsewhere(name, other.Name))
		}
	}
	news := slices.ContainsFunc(others, func(o string) bool { return !strings.Contains(found.Reason, o) })
	if !news || found.Status == checks.Unknown && checks.IsOtherMachine(found.Reason) {
		return false
	}
	slices.Sort(own)
	slices.Sort(others)
	c.Findings = slices.Clone(c.Findings)
	c.Findings[e.finding] = sharedIdentity(found, slices.Concat(own, slices.Compact(others)))
	for i := range c.Nodes {
		if n := &c.Nodes[i]; n.Name == found.Node && n.State == Scanned {
			n.State = Partial
		}
	}
	return true
}

// sharedIdentity is a finding on the machine that answered, which answered for others, too.
func sharedIdentity(f Finding, others []string) Finding {
	reason, missing, fix := checks.SharedMachine(f.Got, others)
	f.Status, f.Reason, f.Missing, f.Waiver = checks.Unknown, reason, []facts.Gap{missing}, nil
	f.Steps = baselines.Instruction(fix)
	f.Fix, f.Brief = f.Steps.String(), strings.TrimSuffix(fix, ".")
	f.Fingerprint = checks.Finding{ID: f.ID, Node: f.Node, Status: f.Status, Severity: f.Severity, Want: f.Want, Got: f.Got, Reason: f.Reason, Missing: f.Missing}.Fingerprint()
	return f
}
