package baselines

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// IANA protocol numbers.
const (
	protocolTCP = 6
	protocolUDP = 17
)

// decode turns a merged tree, every file of which is valid, into a Baseline and
// finds what no single file can show.
func decode(t *tree, layers []*layer) (*Baseline, []*Error) {
	t.verify()
	own := layers[len(layers)-1]
	b := &Baseline{
		Name:     text(get(t.root, "name")),
		Title:    text(get(t.root, "title")),
		Reviewed: date(get(t.root, "reviewed")),
		Extends:  texts(get(own.root, "extends")),
		AppliesTo: AppliesTo{
			Build:   orZero(number(get(t.root, "applies_to", "build"))),
			Product: text(get(t.root, "applies_to", "product")),
		},
		Notes:     texts(get(t.root, "notes")),
		Sources:   sources(layers),
		Lists:     t.lists(),
		Heartbeat: t.heartbeat(),
		Offload:   t.offload(),
		Firewall:  t.firewall(),
		Services:  t.services(),
	}
	b.Hotfixes = t.hotfixes(b.Lists)
	return b, t.problems
}

func sources(layers []*layer) []Source {
	var all []Source
	for _, l := range slices.Backward(layers) {
		all = append(all, Source{
			Name:     text(get(l.root, "name")),
			File:     l.file,
			Digest:   l.digest,
			Reviewed: date(get(l.root, "reviewed")),
		})
	}
	return all
}

func (t *tree) requirement(id string, n *yaml.Node) Requirement {
	return Requirement{
		ID:         id,
		Title:      text(get(n, "title")),
		Severity:   Severity(text(get(n, "severity"))),
		Why:        strings.TrimSpace(text(get(n, "why"))),
		Fix:        strings.TrimSpace(text(get(n, "fix"))),
		Reference:  text(get(n, "reference")),
		Provenance: Provenance(text(get(n, "provenance"))),
		Origin:     t.at(n),
	}
}

func (t *tree) heartbeat() Heartbeat {
	var h Heartbeat
	for key, n := range pairs(get(t.root, "heartbeat", "properties")) {
		h.Properties = append(h.Properties, HeartbeatProperty{
			Requirement: t.requirement(heartbeatID(key.Value), n),
			Property:    key.Value,
			Min:         number(get(n, "min")),
			Max:         number(get(n, "max")),
			Default:     number(get(n, "default")),
		})
	}
	slices.SortFunc(h.Properties, func(a, b HeartbeatProperty) int { return strings.Compare(a.Property, b.Property) })
	h.Order = t.optional("order")
	h.Agreement = t.optional("agreement")
	return h
}

// optional is a heartbeat rule without a value of its own, nil when it is not asked for.
func (t *tree) optional(rule string) *Requirement {
	n := get(t.root, "heartbeat", rule)
	if n == nil {
		return nil
	}
	r := t.requirement(heartbeatID(rule), n)
	return &r
}

func (t *tree) offload() []Offload {
	var all []Offload
	for key, n := range pairs(get(t.root, "offload")) {
		all = append(all, Offload{
			Requirement: t.requirement(offloadID(key.Value), n),
			Setting:     key.Value,
			Want:        texts(get(n, "want")),
		})
	}
	slices.SortFunc(all, func(a, b Offload) int { return strings.Compare(a.Setting, b.Setting) })
	return all
}

func (t *tree) firewall() []FirewallRule {
	protocols := map[string]int{"tcp": protocolTCP, "udp": protocolUDP}
	var all []FirewallRule
	for _, n := range items(get(t.root, "firewall")) {
		name := text(get(n, "id"))
		r := FirewallRule{
			Requirement: t.requirement(firewallID(name), n),
			Name:        name,
			Direction:   text(get(n, "direction")),
			Protocol:    protocols[text(get(n, "protocol"))],
			LocalPort:   orZero(number(get(n, "local_port"))),
			Program:     text(get(n, "program")),
			Service:     text(get(n, "service")),
			Profiles:    texts(get(n, "profiles")),
			WithoutRule: text(get(n, "without_rule")),
		}
		if r.WithoutRule == "" {
			r.WithoutRule = "drift"
		}
		all = append(all, r)
	}
	return all
}

func (t *tree) services() []Service {
	var all []Service
	for _, n := range items(get(t.root, "services")) {
		name := text(get(n, "name"))
		all = append(all, Service{
			Requirement: t.requirement(serviceID(name), n),
			Name:        name,
			State:       text(get(n, "state")),
			StartMode:   texts(get(n, "start_mode")),
		})
	}
	slices.SortFunc(all, func(a, b Service) int { return strings.Compare(a.Name, b.Name) })
	return all
}
