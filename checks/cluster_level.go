package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// functionalLevel is the property of MSCluster_Cluster that holds the level at
// which the cluster works; it came with Windows Server 2016.
const functionalLevel = "ClusterFunctionalLevel"

// build2012R2 is the one build before 2016 whose nodes may be in one cluster with
// those of 2016, during a rolling upgrade.
const build2012R2 = 9600

// judgeFunctionalLevel compares the level of the cluster with the builds of its
// members, scanned or not.
func judgeFunctionalLevel(nodes []Subject, behind []baselines.LevelBehind) verdict {
	if v, outside := outsideAnyCluster(nodes); outside {
		return v
	}
	if clusters := clustersOf(factsOf(nodes)); clusters != "" {
		return ofDifferentClusters(clusters)
	}
	builds := newMemberBuilds(nodes)
	if builds.before2016() {
		return inapplicable("the functional level came with Windows Server 2016", builds.evidence...)
	}
	level, seen, missing := clusterProperty(nodes, functionalLevel, "which a node of Windows Server 2016 or later has to report")
	if !missing.IsZero() {
		return unknown("the functional level of the cluster is not known", missing).with(builds.evidence...)
	}
	return judgeLevel(level, builds, behind).with(seen).with(builds.evidence...)
}

// judgeLevel is not sure of a level that is below all those listed: none of the
// versions that have a level starts with it.
func judgeLevel(level int, builds memberBuilds, behind []baselines.LevelBehind) verdict {
	got := strconv.Itoa(level)
	isListed := func(b baselines.LevelBehind) bool { return b.Level <= level }
	if !slices.ContainsFunc(behind, isListed) {
		return unknown("the functional level is not one of the known levels", facts.GapUndocumented.Of("what the functional level "+got+" stands for"))
	}
	oldest, reason := builds.oldest(), "the functional level "+got+" is above all that are known to be behind"
	var open bool
	for _, b := range behind {
		switch {
		case level > b.Level:
		case builds.unlisted.IsZero() && oldest.build != 0 && oldest.build < b.Build:
			reason = fmt.Sprintf("%s has build %d, for which no level above %d is known", oldest.name, oldest.build, level)
		case len(builds.missing()) > 0:
			open = true
		default:
			return drifted(got, fmt.Sprintf("the cluster works at level %d although every node has build %d or a later one", level, b.Build)).gotValue(numberOf(level, ""))
		}
	}
	if missing := builds.missing(); open {
		return unknown("the functional level is behind if every node has a later build, and not every build is known", missing[0], missing[1:]...)
	}
	return passed(got, reason).gotValue(numberOf(level, ""))
}

// memberBuilds are the builds of the members of a cluster.
type memberBuilds struct {
	known    []memberBuild
	gaps     []facts.Gap // the members whose build is not known
	unlisted facts.Gap   // why the members are not known: then they are the nodes that were scanned, and maybe not all
	evidence []Evidence
}

type memberBuild struct {
	name  string
	build int
}

// newMemberBuilds takes the members from the account of the cluster, and for want
// of one the nodes that were scanned. What a node says of itself counts before
// what the cluster says of it.
func newMemberBuilds(nodes []Subject) memberBuilds {
	var all memberBuilds
	members, missing := agreedMembers(nodes)
	if !missing.IsZero() {
		all.unlisted = missing
		for _, s := range nodes {
			if _, outside := outsideCluster(s.Facts); !outside {
				all.add(s.Facts.Name, ownBuild(s.Facts))
				all.evidence = append(all.evidence, observed(s.Facts.OS.Section, "%s: build %d", s.Facts.Name, s.Facts.OS.Build))
			}
		}
		return all
	}
	var said []string
	names := newMemberIndex(nodes)
	for _, m := range members.rows {
		build, _ := strconv.Atoi(m.Build)
		for _, i := range names.members(m.Name) {
			build = cmp.Or(ownBuild(nodes[i].Facts), build)
		}
		all.add(m.Name, build)
		said = append(said, fmt.Sprintf("%s: build %d", m.Name, build))
	}
	all.evidence = []Evidence{observed(members.Section, "%s", strings.Join(said, "; "))}
	return all
}

func (b *memberBuilds) add(name string, build int) {
	if build == 0 {
		b.gaps = append(b.gaps, facts.Gap{Kind: facts.GapLeftOut, Node: name, Text: "the build of " + name})
		return
	}
	b.known = append(b.known, memberBuild{name, build})
}

// ownBuild is what a node says of itself; 0: nothing.
func ownBuild(n *facts.Node) int {
	if n.OS.State != facts.Collected {
		return 0
	}
	return n.OS.Build
}

// oldest is the member with the least build; its build is 0 when none is known.
func (b memberBuilds) oldest() memberBuild {
	if len(b.known) == 0 {
		return memberBuild{}
	}
	return slices.MinFunc(b.known, func(a, c memberBuild) int { return cmp.Compare(a.build, c.build) })
}

// missing is what would have to be known to have the builds of all members.
func (b memberBuilds) missing() []facts.Gap {
	if b.unlisted.IsZero() {
		return b.gaps
	}
	return append([]facts.Gap{b.unlisted}, b.gaps...)
}

// before2016 reports whether no member has a build that knows a level. Nodes of
// 2008 R2 and 2012 prove it also for members that are not known.
func (b memberBuilds) before2016() bool {
	first := facts.Build2016
	if !b.unlisted.IsZero() {
		first = build2012R2
	}
	isLater := func(m memberBuild) bool { return m.build >= first }
	return len(b.known) > 0 && len(b.gaps) == 0 && !slices.ContainsFunc(b.known, isLater)
}

// agreedMembers are the members by name and build; how they are is another question.
func agreedMembers(nodes []Subject) (account[facts.ClusterNode], facts.Gap) {
	read := func(t facts.Topology) account[facts.ClusterNode] {
		return account[facts.ClusterNode]{Section: t.Nodes.Section, rows: t.Nodes.Nodes}
	}
	return agreed(nodes, "the cluster's members", read, func(a, b facts.ClusterNode) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Build, b.Build))
	})
}

func factsOf(nodes []Subject) []*facts.Node {
	all := make([]*facts.Node, len(nodes))
	for i, s := range nodes {
		all[i] = s.Facts
	}
	return all
}
