package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needHardening(b *baselines.Baseline, r *facts.Request) {
	if b.Hardening.NTLM != nil || b.Hardening.SMB2 != nil {
		r.Hardening = true
		r.Services = append(r.Services, facts.ClusterService)
	}
}

func hardeningFindings(_ *evaluation, s Subject) []Finding {
	var found []Finding
	if want := s.Baseline.Hardening.NTLM; want != nil {
		text := fmt.Sprintf("RestrictReceivingNTLMTraffic %s, RestrictSendingNTLMTraffic %s", alternatives(want.Incoming), alternatives(want.Outgoing))
		found = append(found, ofMember(s.Facts, func() verdict { return judgeNTLM(s.Facts.Hardening.NTLM, *want) }).finding(want.Requirement, text))
	}
	if want := s.Baseline.Hardening.SMB2; want != nil {
		found = append(found, ofMember(s.Facts, func() verdict { return judgeSMB2(s.Facts.Hardening.SMB) }).finding(*want, "SMB 2 on, its drivers not disabled"))
	}
	return found
}

// ofMember judges a node unless it is proven to be in no cluster.
func ofMember(n *facts.Node, judge func() verdict) verdict {
	if v, outside := outsideCluster(n); outside {
		return v
	}
	if _, missing := lookUpService(n.Services, facts.ClusterService); !missing.IsZero() {
		return unknown("it is not known whether the node is in a cluster", missing)
	}
	return judge()
}

// alternatives are accepted numbers, "0 or 1".
func alternatives(all []int) string {
	var texts []string
	for _, n := range all {
		texts = append(texts, fmt.Sprint(n))
	}
	return strings.Join(texts, " or ")
}

// restriction is one of the two values that restrict NTLM.
type restriction struct {
	name    string
	value   *uint32 // nil: not set, which is 0
	want    []int
	misread facts.Gap // why the value is not known
}

// mostDocumented is the greatest value of both (Microsoft Learn, "Network security:
// Restrict NTLM").
const mostDocumented = 2

func (r restriction) number() int64 {
	if r.value == nil {
		return 0
	}
	return int64(*r.value)
}

func (r restriction) String() string {
	if !r.misread.IsZero() {
		return r.name + " not known"
	}
	if r.value == nil {
		return r.name + " not set"
	}
	return fmt.Sprintf("%s %d", r.name, *r.value)
}

// judgeNTLM judges both directions. One that is denied decides, whatever the other is.
func judgeNTLM(p facts.NTLMPolicy, want baselines.NTLM) verdict {
	if missing := p.Gap("the restrictions of NTLM", countIf(p.Listed)); !missing.IsZero() {
		return unknown("it is not known whether NTLM is restricted", missing)
	}
	incoming := restriction{"RestrictReceivingNTLMTraffic", p.Incoming, want.Incoming, p.Misread.Gap("incoming")}
	outgoing := restriction{"RestrictSendingNTLMTraffic", p.Outgoing, want.Outgoing, p.Misread.Gap("outgoing")}
	seen := observed(p.Section, "%s, %s", incoming, outgoing)
	var denied []string
	var open []facts.Gap
	for _, r := range []restriction{incoming, outgoing} {
		switch {
		case !r.misread.IsZero():
			open = append(open, r.misread)
		case slices.ContainsFunc(r.want, func(n int) bool { return int64(n) == r.number() }):
		case r.number() > mostDocumented:
			open = append(open, facts.GapUndocumented.Of("what "+r.String()+" means"))
		case r.name == outgoing.name && p.Exceptions:
			open = append(open, facts.GapUndecided.Of("whether ClientAllowedNTLMServers excepts the other nodes from "+r.String()))
		default:
			denied = append(denied, r.String())
		}
	}
	switch {
	case len(denied) > 0:
		return drifted(strings.Join(denied, ", "), "a policy restricts NTLM, which the nodes use with each other", seen).fixedByHand()
	case len(open) > 0:
		return unknown("it is not known whether the nodes may use NTLM with each other", open[0], open[1:]...).with(seen)
	}
	return passed("not restricted", "the nodes may use NTLM with each other", seen)
}

// countIf is how many of one thing there are.
func countIf(there bool) int {
	if there {
		return 1
	}
	return 0
}

// judgeSMB2 judges the server and both drivers. One that is off decides.
func judgeSMB2(s facts.SMBSettings) verdict {
	const reason = "it is not known whether SMB 2 is on"
	if missing := s.Gap("the settings of SMB", countIf(s.Listed())); !missing.IsZero() {
		return unknown(reason, missing)
	}
	var off []string
	var open []facts.Gap
	server := restriction{name: "SMB2", value: s.SMB2, misread: s.Misread.Gap("smb2")}
	switch {
	case !server.misread.IsZero():
		open = append(open, server.misread)
	case s.SMB2 == nil || *s.SMB2 == 1:
	case *s.SMB2 == 0:
		off = append(off, "SMB2 of the server is 0")
	default:
		open = append(open, facts.GapUndocumented.Of(fmt.Sprintf("what SMB2 %d of the server means", *s.SMB2)))
	}
	drivers := []restriction{
		{name: "srv2", value: s.ServerStart, misread: s.Misread.Gap("server_start")},
		{name: "mrxsmb20", value: s.ClientStart, misread: s.Misread.Gap("client_start")},
	}
	for _, d := range drivers {
		switch {
		case !d.misread.IsZero():
			open = append(open, d.misread)
		case d.value == nil:
			open = append(open, facts.GapLeftOut.Of("Start of the driver "+d.name))
		case *d.value == facts.StartDisabled:
			off = append(off, "the driver "+d.name+" is disabled")
		}
	}
	seen := observed(s.Section, "%s; Start: %s, %s", server, drivers[0], drivers[1])
	switch {
	case len(off) > 0:
		return drifted(strings.Join(off, ", "), "SMB 2 and later are turned off", seen)
	case len(open) > 0:
		return unknown(reason, open[0], open[1:]...).with(seen)
	}
	return passed("on", "SMB 2 is on, and its drivers are not disabled", seen)
}
