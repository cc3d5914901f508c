package firewall

import (
	"cmp"
	"slices"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// policy is what all stores together make of one profile.
type policy struct {
	enable   profileSetting // EnableFirewall
	shielded profileSetting // DoNotAllowExceptions
	inbound  profileSetting // DefaultInboundAction
	outbound profileSetting // DefaultOutboundAction
	disabled disabledInterfaces
	rules    []storedRule
	security []storedSecurity
	gaps     []facts.Gap // what could hide further rules

	mergesLocal bool // local rules count
}

// profileSetting is a profile's setting in force: not known when gap is set,
// not configured when value is nil.
type profileSetting struct {
	value *int
	gap   facts.Gap
}

func (s profileSetting) is(n int) bool { return s.value != nil && *s.value == n }

// storedRule is a rule with the name of its store.
type storedRule struct {
	*facts.FirewallRule
	store string
	doubt facts.Gap // why it may not be in force, or not as it seems; zero: it is
}

func (r storedRule) name() string { return "the " + r.store + " rule " + r.ID }

// storedSecurity is a connection security rule with the name of its store.
type storedSecurity struct {
	facts.SecurityRule
	store string
}

// The actions of a profile where none is set (Microsoft Learn, INetFwPolicy2
// get_DefaultInboundAction and get_DefaultOutboundAction).
const (
	allowByDefault = 0
	blockByDefault = 1
)

// effectivePolicy combines the stores as MS-FASP 2.2.38 says: a setting of the
// policy wins over the local one, but shielding by any store counts, and local
// rules count unless the policy forbids it. With a store unknown nothing is
// certain, as it may turn the firewall off.
func effectivePolicy(fw facts.Firewall, profile string) policy {
	local, group, mdm := localStore(fw, profile), policyStore(fw, profile), mdmStore(fw, profile)
	m := merger{local, group, mdm}
	merge := group.permits(func(p *facts.FirewallProfile) *int { return p.AllowLocalPolicyMerge })
	mdmMerge := mdm.permits(func(p *facts.FirewallProfile) *int { return p.AllowLocalPolicyMerge })
	p := policy{
		enable:      m.setting("EnableFirewall", func(f *facts.FirewallProfile) *int { return f.EnableFirewall }, -1),
		shielded:    m.shielded(),
		inbound:     m.setting("DefaultInboundAction", func(f *facts.FirewallProfile) *int { return f.DefaultInboundAction }, blockByDefault),
		outbound:    m.setting("DefaultOutboundAction", func(f *facts.FirewallProfile) *int { return f.DefaultOutboundAction }, allowByDefault),
		disabled:    m.disabledInterfaces(),
		mergesLocal: merge,
	}
	p.add(group, "")
	if merge {
		doubt := ""
		if !mdmMerge {
			doubt = mdmDoubt("AllowLocalPolicyMerge 0")
		}
		p.add(local, doubt)
	}
	p.add(mdm, mdmDoubt("firewall rules"))
	if group.permits(func(p *facts.FirewallProfile) *int { return p.AllowLocalIPsecPolicyMerge }) {
		p.addSecurity(local)
	}
	p.addSecurity(group)
	p.addSecurity(mdm)
	slices.SortStableFunc(p.rules, func(a, b storedRule) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.store, b.store), a.doubt.Compare(b.doubt))
	})
	slices.SortStableFunc(p.security, func(a, b storedSecurity) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.store, b.store)) })
	slices.SortFunc(p.gaps, facts.Gap.Compare)
	return p
}

// add takes in the rules of a store that counts for the profile. One whose text
// could not be understood counts as far as it could.
func (p *policy) add(s store, doubt string) {
	if !s.gap.IsZero() {
		p.gaps = append(p.gaps, s.gap)
		return
	}
	p.rules = slices.Grow(p.rules, len(s.Rules)+len(s.Unparsed))
	for i := range s.Rules {
		stored := storedRule{&s.Rules[i], s.name, facts.Gap{}}
		if doubt != "" {
			stored.doubt = facts.GapUndecided.Of("whether " + stored.name() + " counts together with " + doubt)
		}
		p.rules = append(p.rules, stored)
	}
	for _, u := range s.Unparsed {
		r := facts.FirewallRule{Active: true, Protocol: facts.AnyProtocol}
		if u.Terms != nil {
			r = *u.Terms
		}
		r.ID = u.ID
		stored := storedRule{&r, s.name, facts.Gap{}}
		stored.doubt = facts.GapUnreadable.Of(stored.name() + ", whose text could not be understood")
		p.rules = append(p.rules, stored)
	}
}

func (p *policy) addSecurity(s store) {
	for _, r := range s.Security {
		p.security = append(p.security, storedSecurity{r, s.name})
	}
}
