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
// 2.2.2.19). The id is the registry value's name. Tokens that narrow the rule
// without being modelled, unknown ones among them, are kept in Conditions as
// written; tokens that only describe the rule or loosen it are left out. A rule
// without Active, as service hardening has them, is active.
func ParseFirewallRule(id, text string) (facts.FirewallRule, error) {
	p := ruleParser{
		rule: facts.FirewallRule{ID: id, Active: true, Protocol: facts.AnyProtocol},
		seen: make(map[string]bool),
	}
	if err := p.parse(text); err != nil {
		return facts.FirewallRule{}, fmt.Errorf("read firewall rule: %w", err)
	}
	return p.rule, nil
}

type ruleParser struct {
	rule facts.FirewallRule
	seen map[string]bool // tokens that may occur once
}

func (p *ruleParser) parse(text string) error {
	version, rest, ok := strings.Cut(text, "|")
	if !ok || !ruleVersion.MatchString(version) {
		return errors.New("it does not begin with a version")
	}
	if !strings.HasSuffix(text, "|") {
		return errors.New("it does not end with |; it may be cut short")
	}
	for token := range strings.SplitSeq(rest, "|") {
		if err := p.token(token); err != nil {
			return err
		}
	}
	switch {
	case p.rule.Action == "":
		return errors.New("it has no Action")
	case p.rule.Direction == "":
		return errors.New("it has no Dir")
	}
	return p.foldProfiles()
}

// foldProfiles spells the profiles as the rest of the product does. Another
// word would widen or narrow the rule in a way nobody knows.
func (p *ruleParser) foldProfiles() error {
	for i, name := range p.rule.Profiles {
		switch folded := strings.ToLower(name); folded {
		case "domain", "private", "public":
			p.rule.Profiles[i] = folded
		default:
			return fmt.Errorf("no profile is named %q", name)
		}
	}
	return nil
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
		if value == "" {
			return fmt.Errorf("%s has no value", name)
		}
		*list = append(*list, value)
		return nil
	}
	set, known := ruleTokens[folded]
	if !known {
		p.rule.Conditions = append(p.rule.Conditions, token)
		return nil
	}
	if p.seen[folded] {
		return fmt.Errorf("it has %s more than once", name)
	}
	p.seen[folded] = true
	if !set(&p.rule, value) {
		return fmt.Errorf("%s cannot be %q", name, value)
	}
	return nil
}

// list returns the field of a token that may be repeated; its values add up.
// A suffix, as in LPort2_10, is the schema version that brought the form.
func (p *ruleParser) list(name string) *[]string {
	base, suffix, versioned := strings.Cut(name, "2_")
	if versioned && (base == "lport" || base == "rport") && digits.MatchString(suffix) {
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
	case "ra4", "ra6", "ra42", "ra62":
		return &p.rule.RemoteAddresses
	case "if":
		return &p.rule.Interfaces
	case "iftype":
		return &p.rule.InterfaceTypes
	}
	return nil
}

// ruleTokens are the tokens that occur once and are no condition; each sets its
// field and tells whether the value is legal.
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
