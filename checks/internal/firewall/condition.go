package firewall

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
)

// conditions reports whether the further terms of a rule hold for the traffic.
// They are "Name=Value" as written (MS-GPFAS 2.2.2.19); values of the same name
// add up. A term that is not understood may or may not hold.
func (c trafficCheck) conditions(terms []string) match.Match {
	values := map[string][]string{}
	for _, term := range terms {
		name, value, _ := strings.Cut(term, "=")
		name, _, _ = strings.Cut(strings.ToLower(name), "2_") // TTK2_27 is TTK of a later schema
		values[name] = append(values[name], strings.TrimSpace(value))
	}
	holds := match.Yes
	for _, name := range slices.Sorted(maps.Keys(values)) {
		holds = min(holds, c.condition(name, values))
	}
	return holds
}

// condition judges the values of one name.
func (c trafficCheck) condition(name string, values map[string][]string) match.Match {
	of := values[name]
	switch name {
	case "apppkgid", "luown", "pfn":
		return match.No // an app in its container, never the kernel or the cluster service
	case "lsm", "lom", "pcross":
		return match.Yes // they let more through
	case "authbypassout":
		return max(match.If(allFold(of, "FALSE")), match.Maybe) // outbound, for what IPsec authenticates
	case "skipver":
		return c.skipVersion(of)
	case "platform":
		return c.platform(of, values["platform2"])
	case "platform2":
		return max(match.If(len(values["platform"]) > 0), match.Maybe) // judged with Platform
	case "ttk":
		return trustTuple(of)
	case "icmp4":
		return c.icmp(of, icmp4)
	case "icmp6":
		return c.icmp(of, icmp6)
	}
	return match.Maybe
}

// trustTuples are the keywords of MS-GPFAS 2.2.2.20 in lower case: sharing with
// devices nearby, Wi-Fi Direct and UPnP over Teredo. None is for the nodes of a
// cluster.
var trustTuples = map[string]bool{
	"proximity": true, "proxsharing": true, "wfdprint": true, "wfddisplay": true, "wfddevices": true, "wfdkmdriver": true, "upnp": true, "wfdcdpsvc": true,
}

func trustTuple(keywords []string) match.Match {
	known := !slices.ContainsFunc(keywords, func(k string) bool { return !trustTuples[strings.ToLower(k)] })
	if known {
		return match.No
	}
	return match.Maybe
}

// icmp reports whether the types of a rule, "136:*" or "1:4", cover the traffic.
func (c trafficCheck) icmp(types []string, protocol int) match.Match {
	if c.want.Protocol != protocol {
		return match.Maybe // no rule of another protocol may have them
	}
	covered := match.No
	for _, t := range types {
		kind, code, _ := strings.Cut(t, ":")
		n, err := strconv.ParseUint(kind, 10, 8)
		switch {
		case err != nil:
			covered = max(covered, match.Maybe)
		case int(n) != c.want.ICMPType:
		case code == "*" || code == "0": // neighbour discovery has no other code (RFC 4861)
			covered = match.Yes
		default:
			if _, err := strconv.ParseUint(code, 10, 8); err != nil {
				covered = max(covered, match.Maybe)
			}
		}
	}
	return covered
}

func allFold(values []string, want string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return !strings.EqualFold(v, want) })
}
