package firewall

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Names of the stores in texts.
const (
	localName  = "local"
	policyName = "policy"
	mdmName    = "device management"
)

// store is one rule store as seen by one profile.
type store struct {
	name string
	facts.FirewallStore
	profile *facts.FirewallProfile // nil: the store sets nothing for the profile
	gap     facts.Gap              // why the store proves nothing
}

// localStore reads the local store. Windows always has one, with rules in it.
func localStore(fw facts.Firewall, profile string) store {
	s := store{name: localName, FirewallStore: fw.Local}
	s.gap = fw.Local.Gap("the local firewall rules", len(fw.Local.Rules)+len(fw.Local.Unparsed))
	s.profile = findProfile(fw.Local.Profiles, profile)
	return s
}

// policyStore reads the store that group policy fills; a node may have none.
func policyStore(fw facts.Firewall, profile string) store {
	return optionalStore(policyName, "the firewall policy", fw.Policy, profile)
}

// mdmStore reads the store of mobile device management; a node may have none.
func mdmStore(fw facts.Firewall, profile string) store {
	return optionalStore(mdmName, "the firewall rules of mobile device management", fw.MDM, profile)
}

func optionalStore(name, what string, of facts.FirewallStore, profile string) store {
	if of.State == facts.Absent {
		return store{name: name}
	}
	s := store{name: name, FirewallStore: of}
	s.gap = of.Gap(what, len(of.Keys))
	s.profile = findProfile(of.Profiles, profile)
	// "standard" stands for private and public, but only when neither has an
	// entry of its own (MS-GPFAS).
	own := findProfile(of.Profiles, "private") != nil || findProfile(of.Profiles, "public") != nil
	if profile != "domain" && !own {
		s.profile = findProfile(of.Profiles, "standard")
	}
	return s
}

func findProfile(profiles []facts.FirewallProfile, name string) *facts.FirewallProfile {
	for i := range profiles {
		if profiles[i].Name == name {
			return &profiles[i]
		}
	}
	return nil
}

// permits reports whether a switch is not off.
func (s store) permits(pick func(*facts.FirewallProfile) *int) bool {
	return s.profile == nil || pick(s.profile) == nil || *pick(s.profile) != 0
}

// mdmDoubt names what mobile device management sets. Where that ranks among
// the other stores, no source confirms; so nothing follows from it, and nothing
// that it contradicts is certain.
func mdmDoubt(what string) string {
	return "what mobile device management sets (" + what + "), as it is not confirmed how that counts"
}

// merger combines the settings of the stores for one profile.
type merger struct{ local, group, mdm store }

// setting is the value in force: that of the policy, else the local one. unset is
// what Windows does without any.
func (m merger) setting(name string, pick func(*facts.FirewallProfile) *int, unset int) profileSetting {
	s := m.twoStores(pick)
	switch {
	case !s.gap.IsZero():
	case !m.mdm.gap.IsZero():
		s.gap = m.mdm.gap
	case m.mdm.profile == nil || pick(m.mdm.profile) == nil:
	default:
		other, in := *pick(m.mdm.profile), unset
		if s.value != nil {
			in = *s.value
		}
		if other != in {
			return profileSetting{gap: facts.GapUndecided.Of(mdmDoubt(fmt.Sprintf("%s %d", name, other)))}
		}
		s.value = &other
	}
	if !s.gap.IsZero() {
		s.value = nil
	}
	return s
}

// twoStores leaves mobile device management aside.
func (m merger) twoStores(pick func(*facts.FirewallProfile) *int) profileSetting {
	switch {
	case !m.group.gap.IsZero():
		return profileSetting{gap: m.group.gap}
	case m.group.profile != nil && pick(m.group.profile) != nil:
		return profileSetting{value: pick(m.group.profile)}
	case !m.local.gap.IsZero():
		return profileSetting{gap: m.local.gap}
	case m.local.profile == nil:
		return profileSetting{gap: facts.GapLeftOut.Of("the local settings of the profile")}
	}
	return profileSetting{value: pick(m.local.profile)}
}

// shielded is on when the policy or the local store says so (MS-FASP 2.2.38: "on"
// values win), and known to be off only when both are known.
func (m merger) shielded() profileSetting {
	pick := func(p *facts.FirewallProfile) *int { return p.DoNotAllowExceptions }
	for _, s := range []store{m.group, m.local} {
		if s.gap.IsZero() && s.profile != nil && pick(s.profile) != nil && *pick(s.profile) != 0 {
			return profileSetting{value: pick(s.profile)}
		}
	}
	s := m.setting("DoNotAllowExceptions", pick, 0)
	if s.gap.IsZero() && !m.local.gap.IsZero() {
		return profileSetting{gap: m.local.gap}
	}
	return s
}
