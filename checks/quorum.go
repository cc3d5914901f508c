package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needQuorum(b *baselines.Baseline, r *facts.Request) {
	if b.Quorum.Witness != nil || b.Quorum.Votes != nil {
		r.Members, r.Quorum = true, true
		r.Services = append(r.Services, facts.ClusterService)
	}
	if b.Quorum.Dynamic != nil {
		r.Cluster = append(r.Cluster, facts.DynamicQuorum)
		r.Services = append(r.Services, facts.ClusterService)
	}
}

// quorumFindings judges the quorum of the cluster as a whole, each subject by what the
// first baseline that has it says.
func quorumFindings(e *evaluation) []Finding {
	var want baselines.Quorum
	for _, b := range e.baselines() {
		want.Witness = firstOf(want.Witness, b.Quorum.Witness)
		want.Votes = firstOf(want.Votes, b.Quorum.Votes)
		want.Dynamic = firstOf(want.Dynamic, b.Quorum.Dynamic)
	}
	var found []Finding
	if r := want.Witness; r != nil {
		v := ofOneCluster(e, func() verdict { return judgeWitness(e, r.Types) })
		found = append(found, v.finding(r.Requirement, "an odd number of votes, or a witness; each witness online"))
	}
	if r := want.Votes; r != nil {
		v := ofOneCluster(e, func() verdict { return judgeVotes(e.votes(), r.Without) })
		found = append(found, v.finding(r.Requirement, wantedVotes(r.Without)))
	}
	if r := want.Dynamic; r != nil {
		v := ofOneCluster(e, func() verdict { return judgeDynamicQuorum(e.nodes) })
		found = append(found, v.finding(*r, facts.DynamicQuorum+" 1"))
	}
	return found
}

// ofOneCluster judges nodes that are in one cluster.
func ofOneCluster(e *evaluation, judge func() verdict) verdict {
	if v, outside := outsideAnyCluster(e.nodes); outside {
		return v
	}
	if clusters := e.clusters(); clusters != "" {
		return ofDifferentClusters(clusters)
	}
	return judge()
}

func wantedVotes(without []string) string {
	if len(without) == 0 {
		return "a vote for every member"
	}
	return "a vote for every member but " + strings.Join(without, ", ")
}

// judgeVotes wants a vote for each member that is not named as one without.
func judgeVotes(all votes, without []string) verdict {
	if all.unweighted {
		return inapplicable("this Windows gives every member a vote: an update has to bring NodeWeight before one can be taken away", all.evidence...)
	}
	var lacking []string
	for _, m := range all.members {
		named := func(name string) bool { return strings.EqualFold(hostOf(name), m.name) }
		if m.weight != nil && *m.weight == 0 && !slices.ContainsFunc(without, named) {
			lacking = append(lacking, m.name)
		}
	}
	switch {
	case len(lacking) > 0:
		v := drifted(strings.Join(lacking, ", ")+" without a vote", "members have no vote that should have one", all.evidence...)
		v.missing, v.brief = all.missing, "give "+strings.Join(lacking, ", ")+" a vote"
		return v
	case len(all.missing) > 0:
		return unknown("not every vote is known", all.missing[0], all.missing[1:]...).with(all.evidence...)
	}
	return passed(wording.Counted(all.total(), "vote"), "every member that should have a vote has one", all.evidence...)
}

// judgeDynamicQuorum goes by the property that each node reports.
func judgeDynamicQuorum(nodes []Subject) verdict {
	value, seen, missing := clusterProperty(nodes, facts.DynamicQuorum, "which a node of Windows Server 2012 or later has to report")
	got := strconv.Itoa(value)
	switch {
	case !missing.IsZero():
		return unknown("it is not known whether dynamic quorum is on", missing)
	case value == 0:
		return drifted(got, "the cluster keeps counting the votes of members that are gone", seen)
	case value != 1:
		return unknown("the value of "+facts.DynamicQuorum+" has no known meaning", facts.GapUndocumented.Of("the meaning of "+facts.DynamicQuorum+" "+got)).with(seen)
	}
	return passed(got, "dynamic quorum is on", seen)
}

// clusterProperty is the value of a property that the nodes report. One that does not
// report it takes nothing from the account of another; whose says which nodes have it.
func clusterProperty(nodes []Subject, property, whose string) (value int, seen Evidence, missing facts.Gap) {
	var first *facts.Node
	for _, s := range nodes {
		n := s.Facts
		own, ok := n.ClusterOf.Properties[property]
		gap := n.ClusterOf.Gap("the cluster's properties", len(n.ClusterOf.Properties))
		if gap.IsZero() {
			gap = n.ClusterOf.PropertyGap(property)
		}
		switch {
		case !gap.IsZero() && n.ClusterOf.State != "":
			missing = cmp.Or(missing, gap.On(n.Name))
		case !gap.IsZero() || !ok:
		case first == nil:
			first, value = n, own
		case own != value:
			return 0, Evidence{}, facts.GapContradiction.Of(fmt.Sprintf("one %s: two nodes give different accounts (%s: %d; %s: %d)", property, first.Name, value, n.Name, own))
		}
	}
	if first == nil {
		return 0, Evidence{}, cmp.Or(missing, facts.GapLeftOut.Of(property+", "+whose))
	}
	return value, observed(first.ClusterOf.Section, "%s = %d", property, value), facts.Gap{}
}
