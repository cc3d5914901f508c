package firewall

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// interfaceTypes are those of MS-FASP 2.2.20 in lower case, and whether the
// networks of a cluster are of the type: they are wired.
var interfaceTypes = map[string]match.Match{
	"lan": match.Yes, "wireless": match.No, "remoteaccess": match.No, "mobilebband": match.No,
}

func matchInterfaceTypes(types []string) match.Match {
	if len(types) == 0 {
		return match.Yes
	}
	matched := match.No
	for _, t := range types {
		m, known := interfaceTypes[strings.ToLower(t)]
		if !known {
			m = match.Maybe
		}
		matched = max(matched, m)
	}
	return matched
}

// matchInterfaces reports whether the adapters that a rule names are those at
// which traffic from a peer arrives.
func matchInterfaces(guids []string, p Peer) match.Match {
	if len(guids) == 0 {
		return match.Yes
	}
	return p.ends(func(e End) match.Match { return e.among(guids) })
}

// among reports whether an adapter is one of a list of GUIDs.
func (e End) among(guids []string) match.Match {
	unknown := e.Adapter == ""
	for _, g := range guids {
		g = facts.NormalGUID(g)
		if g == e.Adapter && !unknown {
			return match.Yes
		}
		unknown = unknown || len(g) != len("{00000000-0000-0000-0000-000000000000}")
	}
	if unknown {
		return match.Maybe
	}
	return match.No
}

// disabledInterfaces are the adapters on which the firewall is off.
type disabledInterfaces struct {
	guids []string
	gap   facts.Gap
}

// disabledInterfaces are those of the policy, else the local ones.
func (m merger) disabledInterfaces() disabledInterfaces {
	var d disabledInterfaces
	for _, s := range []store{m.group, m.local} {
		if !s.gap.IsZero() {
			return disabledInterfaces{gap: s.gap}
		}
		if s.profile != nil && s.profile.DisabledInterfaces != nil {
			d.guids = splitGUIDs(*s.profile.DisabledInterfaces)
			break
		}
	}
	if m.mdm.profile != nil && m.mdm.profile.DisabledInterfaces != nil {
		other := splitGUIDs(*m.mdm.profile.DisabledInterfaces)
		if !slices.Equal(slices.Sorted(slices.Values(other)), slices.Sorted(slices.Values(d.guids))) {
			return disabledInterfaces{guids: append(other, d.guids...), gap: facts.GapUndecided.Of(mdmDoubt("DisabledInterfaces"))}
		}
	}
	return d
}

func splitGUIDs(text string) []string {
	return strings.FieldsFunc(strings.ToUpper(text), func(r rune) bool { return r == ',' || r == ' ' || r == ';' })
}

// off reports whether the firewall is off wherever traffic from a peer arrives.
func (d disabledInterfaces) off(p Peer) match.Match {
	switch {
	case len(d.guids) == 0 && d.gap.IsZero():
		return match.No
	case len(d.guids) == 0:
		return match.Maybe
	}
	off := p.ends(func(e End) match.Match { return e.among(d.guids) })
	if !d.gap.IsZero() && off != match.No {
		return match.Maybe
	}
	return off
}
