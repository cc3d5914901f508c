package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// scanTheRest is what to do about members that were not scanned.
const scanTheRest = "Add them to the inventory, let the scan discover the members, or declare the scan partial."

// judgeMembers judges all members by the accounts of the nodes that were asked.
// What is wrong with one of them decides, whether or not it was scanned.
func judgeMembers(e *evaluation) verdict {
	if v, outside := outsideAnyCluster(e.nodes); outside {
		return v
	}
	if e.selection != nil {
		return inapplicable(e.selection.String() + ", so its other members were left out on purpose")
	}
	if clusters := e.clusters(); clusters != "" {
		return ofDifferentClusters(clusters)
	}
	accounts, missing := e.members()
	if len(accounts.all) == 0 {
		return unknown("the members of the cluster are not known", missing)
	}
	m := membership{}
	for _, name := range accounts.names() {
		m.add(accounts.member(name))
		m.look(name, e)
	}
	if refused := accounts.refused(); !refused.IsZero() {
		m.unclear = append(m.unclear, refused)
	}
	return m.judge().with(accounts.evidence()...)
}

// String is how a report speaks of the selection.
func (s Selection) String() string {
	if s.Of == 0 {
		return "only a part of the cluster was chosen for the scan"
	}
	return fmt.Sprintf("%d of %d nodes of the cluster were chosen for the scan", len(s.Names), s.Of)
}

// membership is what is known of the members of a cluster.
type membership struct {
	total     int
	off       []string // what is wrong with members
	offNodes  []string // the members that something is wrong with
	gravest   baselines.Severity
	unclear   []facts.Gap // what is not known of members
	unscanned []string    // on no list
	unread    []facts.Gap // why members that are listed were not scanned
}

// look finds the entry of a member. Of one that is down no scan is missing.
func (m *membership) look(name string, e *evaluation) {
	i := e.names().member(name)
	switch {
	case i < 0:
		m.unscanned = append(m.unscanned, name)
	case e.nodes[i].Facts.Problem != nil:
		m.unread = append(m.unread, e.nodes[i].Facts.Problem.Gap().On(e.nodes[i].Facts.Name))
	}
}

func (m *membership) add(n facts.ClusterNode, contradiction facts.Gap) {
	m.total++
	switch {
	case !contradiction.IsZero():
		m.unclear = append(m.unclear, contradiction)
		return
	case n.State < facts.MemberUp || n.State > facts.MemberJoining:
		m.unclear = append(m.unclear, facts.Gap{Kind: facts.GapUndocumented, Node: n.Name, Text: "the state of " + n.Name})
	case !understood(n):
		m.unclear = append(m.unclear, facts.Gap{Kind: facts.GapUndocumented, Node: n.Name, Text: "the meaning of " + memberCondition(n) + " of " + n.Name})
	}
	if wrong, severity := memberTrouble(n); len(wrong) > 0 {
		m.off, m.offNodes = append(m.off, n.Name+": "+strings.Join(wrong, ", ")), append(m.offNodes, n.Name)
		if m.gravest == "" || severity.Rank() < m.gravest.Rank() {
			m.gravest = severity
		}
	}
}

// understood reports whether every bit and number of a member's condition has a meaning.
func understood(n facts.ClusterNode) bool {
	const bits = 1<<6 - 1 // that memberBits names
	return (n.Status == nil || *n.Status&^bits == 0) && (n.Drain == nil || *n.Drain >= 0 && *n.Drain <= facts.DrainFailed)
}

// memberTrouble is what is wrong with a member, and how grave the gravest of it is.
func memberTrouble(n facts.ClusterNode) (wrong []string, gravest baselines.Severity) {
	status, drain := 0, 0
	if n.Status != nil {
		status = *n.Status
	}
	if n.Drain != nil {
		drain = *n.Drain
	}
	troubles := []struct {
		is       bool
		what     string
		severity baselines.Severity
	}{
		{n.State == facts.MemberDown, "down", baselines.High},
		{status&facts.MemberQuarantined != 0, "quarantined", baselines.High},
		{status&facts.MemberIsolated != 0, "isolated", baselines.High},
		{status&facts.MemberDrainFailed != 0 || drain == facts.DrainFailed, "drain failed", baselines.High},
		{n.State == facts.MemberPaused, "paused", baselines.Medium},
		{n.State == facts.MemberJoining, "joining", baselines.Low},
	}
	for _, t := range troubles {
		if t.is {
			wrong = append(wrong, t.what)
			if gravest == "" {
				gravest = t.severity
			}
		}
	}
	return wrong, gravest
}

// brief is what to do where members are only paused.
func (m membership) brief() string {
	var paused []string
	for _, off := range m.off {
		name, only := strings.CutSuffix(off, ": paused")
		if !only {
			return ""
		}
		paused = append(paused, name)
	}
	return "resume " + strings.Join(paused, ", ")
}

func (m membership) judge() verdict {
	missing := slices.Clone(m.unclear)
	for _, name := range m.unscanned {
		missing = append(missing, facts.Gap{Kind: facts.GapNotScanned, Node: name, Text: "a scan of " + name})
	}
	switch {
	case len(m.off) > 0:
		reason := "not every member of the cluster is up and in order"
		if len(m.unclear) > 0 {
			reason += "; not known: " + strings.Join(facts.GapTexts(m.unclear), "; ")
		}
		if len(m.unscanned) > 0 {
			reason += "; not scanned: " + strings.Join(m.unscanned, ", ")
		}
		v := drifted(strings.Join(m.off, "; "), reason)
		v.severity, v.lesser, v.missing, v.about, v.brief = m.gravest, true, missing, m.offNodes, m.brief()
		return v
	case len(m.unclear) > 0:
		return unknown("not everything is known of the members", missing[0], missing[1:]...)
	case len(m.unscanned) > 0:
		v := unknown("members of the cluster were not scanned: "+strings.Join(m.unscanned, ", "), missing[0], missing[1:]...)
		v.fix = scanTheRest
		return v
	case len(m.unread) > 0:
		return unknown("members of the cluster were not read", m.unread[0], m.unread[1:]...)
	}
	return passed(wording.Counted(m.total, "member")+" up", "every member is up, and was scanned")
}
