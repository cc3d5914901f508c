package firewall

import (
	"cmp"
	"slices"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Names of the stores in texts.
const (
	localName  = "local"
	policyName = "policy"
)

// store is the local or the policy rule store as seen by one profile.
type store struct {
	name string
	facts.FirewallStore
	profile *facts.FirewallProfile // nil: the store sets nothing for the profile
	gap     string                 // why the store proves nothing
}

// localStore reads the local store. Windows always has one, with rules in it.
func localStore(fw facts.Firewall, profile string) store {
	s := store{name: localName, FirewallStore: fw.Local}
	s.gap = fw.Local.Gap("the local firewall rules", len(fw.Local.Rules))
	s.profile = findProfile(fw.Local.Profiles, profile)
	return s
}

// policyStore reads the store that group policy fills; a node may have none. It
// proves nothing beside one of mobile device management that says something.
func policyStore(fw facts.Firewall, profile string) store {
	if fw.Policy.State == facts.Absent {
		return store{name: policyName, gap: mdmGap(fw.MDM)}
	}
	s := store{name: policyName, FirewallStore: fw.Policy}
	s.gap = cmp.Or(fw.Policy.Gap("the firewall policy", len(fw.Policy.Keys)), mdmGap(fw.MDM))
	s.profile = findProfile(fw.Policy.Profiles, profile)
	// "standard" stands for private and public, but only when neither has an
	// entry of its own (MS-GPFAS).
	own := findProfile(fw.Policy.Profiles, "private") != nil || findProfile(fw.Policy.Profiles, "public") != nil
	if profile != "domain" && !own {
		s.profile = findProfile(fw.Policy.Profiles, "standard")
	}
	return s
}

// mdmGap says why the rules and settings of mobile device management leave
// everything open. Where they stand among those of the other stores, no source
// confirms; so only a store without any is harmless.
func mdmGap(s facts.FirewallStore) string {
	if s.State == facts.Absent {
		return ""
	}
	if missing := s.Gap("the firewall rules of mobile device management", len(s.Keys)); missing != "" {
		return missing
	}
	sets := slices.ContainsFunc(s.Profiles, func(p facts.FirewallProfile) bool { return p != facts.FirewallProfile{Name: p.Name} })
	if rules := len(s.Rules) + len(s.Unparsed); rules > 0 || sets {
		return "what mobile device management sets (" + s.Source + ": " + wording.Counted(rules, "rule") + " and the settings of " + wording.Counted(len(s.Profiles), "profile") + "), as it is not confirmed how that counts beside the other rules"
	}
	return ""
}

func findProfile(profiles []facts.FirewallProfile, name string) *facts.FirewallProfile {
	for i := range profiles {
		if profiles[i].Name == name {
			return &profiles[i]
		}
	}
	return nil
}

// profileSetting is a profile's setting in force: not known when gap is set,
// not configured when value is nil.
type profileSetting struct {
	value *int
	gap   string
}

func (s profileSetting) is(n int) bool { return s.value != nil && *s.value == n }

// policy is what both stores together make of one profile.
type policy struct {
	enable   profileSetting // EnableFirewall
	shielded profileSetting // DoNotAllowExceptions
	inbound  profileSetting // DefaultInboundAction
	rules    []storedRule
	gaps     []string // what could hide further rules

	mergesLocal bool   // local rules count
	storeGap    string // why the policy store proves nothing
}

// storedRule is a rule with the name of its store.
type storedRule struct {
	facts.FirewallRule
	store string
}

// effectivePolicy combines the stores as MS-FASP says: a setting of the policy
// wins over the local one, and local rules count unless the policy forbids it.
// With the policy unknown nothing is certain, as it may turn the firewall off.
func effectivePolicy(fw facts.Firewall, profile string) policy {
	local, group := localStore(fw, profile), policyStore(fw, profile)
	effective := func(pick func(*facts.FirewallProfile) *int) profileSetting {
		switch {
		case group.gap != "":
			return profileSetting{gap: group.gap}
		case group.profile != nil && pick(group.profile) != nil:
			return profileSetting{value: pick(group.profile)}
		case local.gap != "":
			return profileSetting{gap: local.gap}
		case local.profile == nil:
			return profileSetting{gap: "the local settings of the profile"}
		}
		return profileSetting{value: pick(local.profile)}
	}
	p := policy{
		enable:   effective(func(f *facts.FirewallProfile) *int { return f.EnableFirewall }),
		shielded: effective(func(f *facts.FirewallProfile) *int { return f.DoNotAllowExceptions }),
		inbound:  effective(func(f *facts.FirewallProfile) *int { return f.DefaultInboundAction }),

		mergesLocal: group.mergesLocal(), storeGap: group.gap,
	}
	p.add(group)
	if p.mergesLocal {
		p.add(local)
	}
	slices.SortFunc(p.rules, func(a, b storedRule) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.store, b.store)) })
	slices.Sort(p.gaps)
	return p
}

// mergesLocal reports whether a policy lets local rules count.
func (s store) mergesLocal() bool {
	return s.profile == nil || s.profile.AllowLocalPolicyMerge == nil || *s.profile.AllowLocalPolicyMerge != 0
}

// add takes in the rules of a store that counts for the profile.
func (p *policy) add(s store) {
	if s.gap != "" {
		p.gaps = append(p.gaps, s.gap)
		return
	}
	for _, r := range s.Rules {
		p.rules = append(p.rules, storedRule{r, s.name})
	}
	for _, u := range s.Unparsed {
		p.gaps = append(p.gaps, "the "+s.name+" rule "+u.ID+", whose text could not be understood")
	}
}
