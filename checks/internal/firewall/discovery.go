package firewall

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// InactiveDiscovery lists those rules of neighbour discovery, by their ids, that do
// not allow anything in a profile, and what may yet change that. A firewall that
// is off needs no rule.
func (f *Firewall) InactiveDiscovery(profile string, ids []string) (inactive []string, doubt string) {
	p := f.policy(profile)
	if p.enable.is(0) {
		return nil, ""
	}
	for _, id := range ids {
		active := slices.ContainsFunc(p.rules, func(r storedRule) bool {
			// Without the policy it is not known whether local rules count.
			counts := r.store == policyName || p.storeGap == ""
			return counts && r.Active && r.Action == "allow" && strings.EqualFold(r.ID, id) &&
				(len(r.Profiles) == 0 || wording.ContainsFold(r.Profiles, profile))
		})
		if !active {
			inactive = append(inactive, id)
		}
	}
	if doubt := mayBar(p, profile); len(inactive) == 0 && doubt != "" {
		return ids, doubt
	}
	switch {
	case p.enable.gap != "":
		return inactive, p.enable.gap
	case len(p.gaps) > 0:
		return inactive, p.gaps[0]
	case p.enable.value == nil:
		return inactive, "EnableFirewall, which is set nowhere"
	}
	return inactive, ""
}

// mayBar names what may keep neighbour discovery out although its rules allow it.
func mayBar(p policy, profile string) string {
	const icmp6 = 58 // IANA
	if p.shielded.is(1) {
		return "what DoNotAllowExceptions, which is set, leaves of neighbour discovery"
	}
	for _, r := range p.rules {
		if r.Action == "block" && r.Active && (r.Protocol == icmp6 || r.Protocol == facts.AnyProtocol) && r.Program == "" && r.Service == "" &&
			(len(r.Profiles) == 0 || wording.ContainsFold(r.Profiles, profile)) {
			return "whether the " + r.store + " rule " + r.ID + " blocks neighbour discovery"
		}
	}
	return p.shielded.gap
}
