package diagnose

import (
	"fmt"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// voteLacking looks for events that show that the witness did not give its vote, and else
// by the facts for a node without a vote, or a cluster without the witness that an even
// number of votes needs.
func (t *trial) voteLacking(c causes.Condition) (holds Answer, shown []*event, detail string, missing *want) {
	holds, shown, missing = t.byEvents(c)
	if holds == Yes {
		return holds, shown, "", nil
	}
	n := t.d.factsOfCluster(t.subject)
	if n == nil {
		return Unknown, nil, "", wantWords("the facts of the cluster of " + t.subject + ", for its quorum")
	}
	lacking, detail := quorumLacks(n, t.subject, t.onset)
	switch lacking {
	case Yes:
		t.sources.Add("facts of " + n.Name)
		return Yes, nil, detail, nil
	case Unknown:
		return Unknown, nil, detail, wantWords("the witness and the votes of the cluster as they were at the incident")
	}
	return holds, nil, detail, missing
}

// factsOfCluster are the facts of a node or, without them, of one that names it as a
// member of its cluster; nil: there are none.
func (d *diagnosis) factsOfCluster(node string) *facts.Node {
	if n := d.factsOf(node); n != nil {
		return n
	}
	for _, n := range d.options.Facts {
		if n.Problem == nil && memberOf(n, node) != nil {
			return n
		}
	}
	return nil
}

// memberOf is what the facts of a node have of a member of its cluster; nil: nothing.
func memberOf(n *facts.Node, node string) *facts.ClusterNode {
	members := n.Topology.Nodes.Nodes
	i := slices.IndexFunc(members, func(m facts.ClusterNode) bool { return shortName(m.Name) == node })
	if i < 0 {
		return nil
	}
	return &members[i]
}

// quorumLacks reports whether a node had no vote, or its cluster an even number of votes
// and no witness. What was right after the incident may be the fix.
func quorumLacks(n *facts.Node, node string, at time.Time) (Answer, string) {
	members, config := n.Topology.Nodes, n.Quorum.Config
	if m := memberOf(n, node); m != nil && members.State == facts.Collected && m.Weight != nil && *m.Weight == 0 {
		return heldAt(members.At, at, true), fmt.Sprintf("%s had no vote by the facts of %s%s (NodeWeight 0)", node, n.Name, since(members.At))
	}
	votes, known := votesOf(members)
	if config.State != facts.Collected || config.ID == nil || !known {
		return Unknown, "the facts of " + n.Name + " do not have the witness and all votes"
	}
	witness := *config.ID != "" && config.Type != facts.TypeNetworkName
	lacking := !witness && votes%2 == 0
	detail := fmt.Sprintf("%d votes of nodes and %s by the facts of %s%s", votes, map[bool]string{true: "a witness", false: "no witness"}[witness], n.Name, since(config.At))
	holds := heldAt(config.At, at, lacking)
	if holds == Yes {
		holds = heldAt(members.At, at, lacking)
	}
	return holds, detail
}

// heldAt is whether facts that were read at a time show how it was at an incident.
func heldAt(read, incident time.Time, lacking bool) Answer {
	switch {
	case read.Sub(incident).Abs() > factsHold || !lacking && read.After(incident):
		return Unknown
	case lacking:
		return Yes
	}
	return No
}

// votesOf is the sum of the votes of all members; false: not all are known.
func votesOf(members facts.ClusterNodes) (sum int, known bool) {
	if members.State != facts.Collected || len(members.Nodes) == 0 {
		return 0, false
	}
	for _, m := range members.Nodes {
		if m.Weight == nil || *m.Weight < 0 || *m.Weight > 1 {
			return 0, false
		}
		sum += *m.Weight
	}
	return sum, true
}
