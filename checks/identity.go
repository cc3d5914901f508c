package checks

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// IdentityID is the id of the finding on which machine answered for a node. While it
// is unknown, it comes before the node's other findings.
const IdentityID = "node/identity"

// JudgeIdentity judges by itself which machine answered for a node, of which no more
// than the names of the machine and of its cluster have to be known.
func JudgeIdentity(n *facts.Node) Finding { return identityFinding(identify(n), n) }

// identity is what is known of the machine that answered for an entry.
type identity struct {
	verdict
	// withheld: what was observed is not known to be of this node, so no other
	// finding on it is decided and nothing is compared with it.
	withheld bool
	gap      string // what comparisons lack for it; only where it is withheld
}

// identityFinding is the finding on a node that was read.
func identityFinding(i identity, n *facts.Node) Finding {
	r := baselines.Requirement{
		ID: IdentityID, Title: "The machine that answered is the named node", Severity: baselines.Critical,
		Why: "An entry that leads to another machine hides the node that it names: what is true of the other one would be " +
			"reported as true of this node.",
	}
	r.Fix = baselines.Instruction("Check the address and the port of the node, and its name in DNS. If the node has another name than its entry, " +
		"state it in the inventory: host: NAME.")
	want := "an address, which no name contradicts"
	if name := n.AskedFor(); name != "" {
		want = name
	}
	return i.finding(r, want)
}

// withhold makes the findings on a node undecided where its identity is in doubt. Each
// keeps what its requirement wants.
func (i identity) withhold(found []Finding) []Finding {
	if !i.withheld {
		return found
	}
	for j := range found {
		f := &found[j]
		if f.ID == IdentityID {
			continue
		}
		f.Status, f.Got, f.Reason, f.Missing = Unknown, "", i.reason, i.missing
		f.Evidence, f.Remedy, f.AcceptedBy, f.MitigatedBy = nil, nil, "", ""
		f.Differences, f.Timeline, f.Paths = nil, nil, nil
	}
	return found
}

// unseen is an entry as it takes part in what is judged of the cluster as a whole
// when another machine answered for it: like a node that could not be read.
func (i identity) unseen(s Subject) Subject {
	s.Facts = &facts.Node{
		Name: s.Facts.Name, Cluster: s.Facts.Cluster, Address: s.Facts.Address,
		Problem: &facts.Problem{Kind: facts.KindIdentity, Message: i.gap},
	}
	return s
}

// identify compares the name by which a node was asked for with what the machine
// calls itself.
func identify(n *facts.Node) identity {
	own, asked := nameOf(n.OS), n.AskedFor()
	if missing := n.OS.Gap("the operating system's identity", len(own.netBIOS)); !missing.IsZero() {
		return identity{unknown("the machine that answered did not say its name", missing), true, missing.Text}
	}
	seen := observed(n.OS.Section, "the machine calls itself %s", own)
	if asked == "" {
		v := inapplicable("the node is named by an address, which no name contradicts; "+own.String()+" answered", seen)
		v.got = own.String()
		return identity{verdict: v}
	}
	switch own.answersTo(asked) {
	case match.Yes:
		return identity{verdict: passed(own.String(), "the name that answered is the name of the node", seen)}
	case match.Maybe:
		v := unknown(fmt.Sprintf("the host name is that of %s, and the domain of the machine is not known", asked), facts.GapLeftOut.Of("the DNS suffix of the machine"))
		v.got = own.String()
		return identity{verdict: v.with(seen)}
	}
	if clusterAnswersTo(n, asked) {
		v := inapplicable(asked+" is the name of the cluster and not of a node; "+own.String()+" answered", seen,
			observed(n.ClusterOf.Section, "the cluster %s", n.ClusterOf.Name))
		v.got = own.String()
		return identity{verdict: v}
	}
	return anotherMachine(own, fmt.Sprintf("%s answered, and not %s", own, asked), facts.GapOtherMachine.Of("an answer of "+asked), seen)
}

// anotherMachine is the identity of an entry that leads to a machine it does not name.
func anotherMachine(own machineName, contradiction string, missing facts.Gap, seen ...Evidence) identity {
	v := unknown(otherMachine+contradiction+"; what was read is not known to be true of this node", missing).with(seen...)
	v.got = own.String()
	return identity{v, true, v.reason}
}

// otherMachine begins the reason of an identity for which nothing else is decided.
const otherMachine = "another machine: "

// IsOtherMachine reports whether the reason of an unknown identity is that the machine is not
// the node, so that nothing on the node is decided.
func IsOtherMachine(reason string) bool { return strings.HasPrefix(reason, otherMachine) }

// clusterAnswersTo reports whether a name is that of the cluster, which leads to the
// node that owns it. The cluster is in the domain of its nodes.
func clusterAnswersTo(n *facts.Node, asked string) bool {
	if n.ClusterOf.State != facts.Collected || n.ClusterOf.Name == "" {
		return false
	}
	cluster := nameOf(facts.OS{HostName: n.ClusterOf.Name, Domain: n.OS.Domain})
	return cluster.answersTo(asked) != match.No
}

// machineName is what a machine calls itself.
type machineName struct {
	netBIOS string  // of at most 15 characters
	host    string  // in full; empty: not known
	domain  *string // empty: it has none; nil: not known
}

func nameOf(os facts.OS) machineName {
	m := machineName{netBIOS: os.HostName, host: os.DNSHostName, domain: os.Domain}
	if host, domain, qualified := strings.Cut(os.HostName, "."); qualified {
		m.netBIOS = host
		if m.domain == nil {
			m.domain = &domain
		}
	}
	return m
}

// String is the name in full as far as it is known.
func (m machineName) String() string {
	return facts.OS{HostName: m.netBIOS, DNSHostName: m.host, Domain: m.domain}.FullName()
}

// longestNetBIOS is how many characters of a host name NetBIOS keeps.
const longestNetBIOS = 15

// cutNetBIOS is a host name as NetBIOS has it.
func cutNetBIOS(host string) string {
	whole := []rune(host)
	return string(whole[:min(len(whole), longestNetBIOS)])
}

// answersTo reports whether a machine is called by a name: short, with its domain, or
// in the form that NetBIOS has it. It is Maybe when the name has a domain and that of
// the machine is not known, or there is none to compare.
func (m machineName) answersTo(asked string) match.Match {
	host, domain, qualified := strings.Cut(strings.TrimSuffix(asked, "."), ".")
	switch {
	case !m.hasHostName(host):
		return match.No
	case !qualified:
		return match.Yes
	case m.domain == nil || *m.domain == "":
		return match.Maybe
	}
	return match.If(strings.EqualFold(domain, *m.domain))
}

// hasHostName compares a host name without its domain. What NetBIOS has cut off is
// compared only where the whole name of the machine is known.
func (m machineName) hasHostName(host string) bool {
	switch {
	case strings.EqualFold(host, m.netBIOS) || strings.EqualFold(host, m.host):
		return true
	case m.host != "":
		return false
	}
	return strings.EqualFold(cutNetBIOS(host), m.netBIOS)
}

// mayBe reports whether two names can be of one machine: host name and domain are
// equal, as far as both are known.
func (m machineName) mayBe(other machineName) bool {
	switch {
	case !strings.EqualFold(m.netBIOS, other.netBIOS):
		return false
	case m.host != "" && other.host != "" && !strings.EqualFold(m.host, other.host):
		return false
	}
	return m.domain == nil || other.domain == nil || strings.EqualFold(*m.domain, *other.domain)
}
