package windows

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// ruleVersion is the schema version that a rule string begins with; Windows
// itself writes it in both cases.
var ruleVersion = regexp.MustCompile(`^[vV][0-9]+\.[0-9]+$`)

// ParseFirewallRule reads a rule string of a FirewallRules key (MS-GPFAS
// 2.2.2.19). The id is the registry value's name. Tokens that are not modelled,
// unknown ones among them, are kept in Conditions as written; those that only
// describe the rule or let traffic through a NAT in as well are left out. A rule
// without Active is inactive.
//
// With an error the rule has what could be understood: Action and Direction are
// empty when they could not, a token that could not is among the Conditions, and
// the rule is active unless it says that it is not.
func ParseFirewallRule(id, text string) (facts.FirewallRule, error) {
	p := ruleParser{
		rule: facts.FirewallRule{ID: id, Protocol: facts.AnyProtocol},
		seen: make(map[string]bool),
	}
	p.parse(text)
	if p.problem == nil {
		return p.rule, nil
	}
	p.rule.Active = p.rule.Active || !p.seen["active"]
	return p.rule, fmt.Errorf("read firewall rule: %w", p.problem)
}

type ruleParser struct {
	rule    facts.FirewallRule
	seen    map[string]bool // tokens that may occur once
	problem error           // the first
}

func (p *ruleParser) fail(err error) {
	if p.problem == nil {
		p.problem = err
	}
}

func (p *ruleParser) parse(text string) {
	version, rest, _ := strings.Cut(text, "|")
	cut := false
	if !ruleVersion.MatchString(version) {
		p.fail(errors.New("it does not begin with a version"))
		if strings.Contains(version, "=") {
			rest = text
		}
	} else if !strings.HasPrefix(version[1:], supportedMajor) {
		p.fail(fmt.Errorf("the version %s is not known", version))
	}
	if i := strings.LastIndex(rest, "|"); i < len(rest)-1 {
		p.fail(errors.New("it does not end with |; it may be cut short"))
		rest, cut = rest[:i+1], true
	}
	for token := range strings.SplitSeq(rest, "|") {
		if err := p.token(token); err != nil {
			p.fail(err)
			p.rule.Conditions = append(p.rule.Conditions, token)
		}
	}
	switch {
	case p.rule.Action == "":
		p.fail(errors.New("it has no Action"))
	case p.rule.Direction == "":
		p.fail(errors.New("it has no Dir"))
	}
	p.foldProfiles()
	if cut {
		p.widen()
	}
}

// widen takes away what further tokens would add to.
func (p *ruleParser) widen() {
	r := &p.rule
	r.Profiles, r.LocalPorts, r.RemotePorts, r.LocalAddresses, r.RemoteAddresses = nil, nil, nil, nil, nil
	r.Interfaces, r.InterfaceTypes, r.Conditions = nil, nil, nil
}

// supportedMajor begins the version of every rule that Windows understands; it
// ignores one of a higher major version (MS-FASP 2.2.24).
const supportedMajor = "2."

// foldProfiles spells the profiles as the rest of the product does. With another
// word the rule may be for any profile.
func (p *ruleParser) foldProfiles() {
	for i, name := range p.rule.Profiles {
		switch folded := strings.ToLower(name); folded {
		case "domain", "private", "public":
			p.rule.Profiles[i] = folded
		default:
			p.fail(fmt.Errorf("no profile is named %q", name))
			p.rule.Profiles = nil
			return
		}
	}
}

// token takes one Name=Value. Names are compared without regard to case: real
// rules have "LPort" and "LPORT", "App" and "app".
func (p *ruleParser) token(token string) error {
	name, value, ok := strings.Cut(token, "=")
	if !ok {
		if token != "" {
			p.rule.Conditions = append(p.rule.Conditions, token)
		}
		return nil
	}
	folded := strings.ToLower(name)
	if list := p.list(folded); list != nil {
		*list = append(*list, addressTerm(folded, value))
		if value == "" {
			p.fail(fmt.Errorf("%s has no value", name))
		}
		return nil
	}
	set, known := ruleTokens[folded]
	if !known {
		p.rule.Conditions = append(p.rule.Conditions, token)
		return nil
	}
	if p.seen[folded] {
		p.forget(folded)
		return fmt.Errorf("it has %s more than once", name)
	}
	before := p.rule
	if !set(&p.rule, value) {
		p.rule = before
		return fmt.Errorf("%s cannot be %q", name, value)
	}
	p.seen[folded] = true
	return nil
}

// forget takes back the value of a token that has two.
func (p *ruleParser) forget(name string) {
	r := &p.rule
	switch name {
	case "action":
		r.Action = ""
	case "dir":
		r.Direction = ""
	case "active":
		r.Active = true
	case "protocol":
		r.Protocol = facts.AnyProtocol
	case "app":
		r.Program = ""
	case "svc":
		r.Service = ""
	}
}

// addressTerm marks a keyword for IPv6 addresses as such.
func addressTerm(token, value string) string {
	if strings.HasPrefix(token, "la6") || strings.HasPrefix(token, "ra6") {
		if !strings.Contains(value, ":") {
			return value + facts.KeywordV6
		}
	}
	return value
}

// list returns the field of a token that may be repeated; its values add up.
// A suffix, as in LPort2_10, is the schema version that brought the form.
func (p *ruleParser) list(name string) *[]string {
	base, suffix, versioned := strings.Cut(name, "2_")
	if versioned && (base == "lport" || base == "rport" || base == "iftype") && digits.MatchString(suffix) {
		name = base
	}
	switch name {
	case "profile":
		return &p.rule.Profiles
	case "lport":
		return &p.rule.LocalPorts
	case "rport":
		return &p.rule.RemotePorts
	case "la4", "la6", "la42", "la62":
		return &p.rule.LocalAddresses
	case "ra4", "ra6", "ra42", "ra62", "ra43", "ra63":
		return &p.rule.RemoteAddresses
	case "if":
		return &p.rule.Interfaces
	case "iftype":
		return &p.rule.InterfaceTypes
	}
	return nil
}

// ruleTokens are the tokens that occur once and are not a condition; each sets its
// field and reports whether the value is legal.
var ruleTokens = map[string]func(r *facts.FirewallRule, value string) bool{
	"action":    setAction,
	"active":    setActive,
	"dir":       setDirection,
	"protocol":  setProtocol,
	"app":       func(r *facts.FirewallRule, v string) bool { r.Program = v; return v != "" },
	"svc":       func(r *facts.FirewallRule, v string) bool { r.Service = v; return v != "" },
	"name":      func(r *facts.FirewallRule, v string) bool { r.Name = v; return true },
	"embedctxt": func(r *facts.FirewallRule, v string) bool { r.Group = v; return true },
	"desc":      describes,
	"edge":      describes, // lets traffic through a NAT in as well
	"defer":     describes, // who decides on Edge
}

func describes(*facts.FirewallRule, string) bool { return true }

func setAction(r *facts.FirewallRule, value string) bool {
	r.Action = strings.ToLower(value)
	return r.Action == "allow" || r.Action == "block" || r.Action == "bypass"
}

func setActive(r *facts.FirewallRule, value string) bool {
	r.Active = strings.EqualFold(value, "TRUE")
	return r.Active || strings.EqualFold(value, "FALSE")
}

func setDirection(r *facts.FirewallRule, value string) bool {
	r.Direction = strings.ToLower(value)
	return r.Direction == "in" || r.Direction == "out"
}

func setProtocol(r *facts.FirewallRule, value string) bool {
	n, err := strconv.ParseUint(value, 10, 16)
	r.Protocol = int(n)
	return err == nil && r.Protocol <= facts.AnyProtocol
}
