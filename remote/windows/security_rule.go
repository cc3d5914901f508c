package windows

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// ParseSecurityRule reads a rule string of a ConSecRules key (MS-GPFAS 2.2.6.2).
// The id is the registry value's name. It never fails: a rule whose text could
// not be understood has the Reason and what could be understood of it, and is
// active unless it says that it is not.
func ParseSecurityRule(id, text string) facts.SecurityRule {
	r := facts.SecurityRule{ID: id, Protocol: facts.AnyProtocol}
	version, rest, _ := strings.Cut(text, "|")
	switch {
	case !ruleVersion.MatchString(version):
		r.Reason = "it does not begin with a version"
	case !strings.HasSuffix(text, "|"):
		r.Reason = "it does not end with |; it may be cut short"
	}
	saysActive := false
	for token := range strings.SplitSeq(rest, "|") {
		name, value, _ := strings.Cut(token, "=")
		name = strings.ToLower(name)
		saysActive = saysActive || name == "active"
		if err := addSecurityToken(&r, name, value); err != nil && r.Reason == "" {
			r.Reason = err.Error()
		}
	}
	if r.Action == "" && r.Reason == "" {
		r.Reason = "it has no Action"
	}
	if r.Reason != "" { // what is not there would add to these
		r.Active = r.Active || !saysActive
		r.Profiles, r.Endpoint1, r.Endpoint2, r.Ports1, r.Ports2 = nil, nil, nil, nil, nil
	}
	return r
}

func addSecurityToken(r *facts.SecurityRule, name, value string) error {
	switch name {
	case "":
	case "action":
		r.Action = strings.ToLower(value)
	case "active":
		r.Active = !strings.EqualFold(value, "FALSE")
	case "protocol":
		var rule facts.FirewallRule
		if !setProtocol(&rule, value) {
			return fmt.Errorf("the token Protocol cannot be %q", value)
		}
		r.Protocol = rule.Protocol
	case "profile":
		r.Profiles = append(r.Profiles, strings.ToLower(value))
	case "ep1_4", "ep1_6":
		r.Endpoint1 = append(r.Endpoint1, endpointTerm(name, value))
	case "ep2_4", "ep2_6":
		r.Endpoint2 = append(r.Endpoint2, endpointTerm(name, value))
	case "ep1port", "ep1port2_10":
		r.Ports1 = append(r.Ports1, value)
	case "ep2port", "ep2port2_10":
		r.Ports2 = append(r.Ports2, value)
	case "name", "desc", "embedctxt":
	default:
		r.Conditions = append(r.Conditions, name+"="+value)
	}
	return nil
}

func endpointTerm(name, value string) string {
	if strings.HasSuffix(name, "_6") && !strings.Contains(value, ":") {
		return value + facts.KeywordV6
	}
	return value
}
