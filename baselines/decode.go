package baselines

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
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
	own := below(layers)
	b := &Baseline{
		Name:     strict.Text(t.root, "name"),
		Title:    strict.Text(t.root, "title"),
		Reviewed: date(strict.Get(t.root, "reviewed")),
		Extends:  strict.Texts(own.Root, "extends"),
		AppliesTo: AppliesTo{
			Build:   orZero(strict.Number(t.root, "applies_to", "build")),
			Product: strict.Text(t.root, "applies_to", "product"),
		},
		Notes:       strict.Texts(t.root, "notes"),
		Sources:     sources(layers),
		Lists:       t.lists(),
		Update:      t.updateLevel(),
		Heartbeat:   t.heartbeat(),
		Offload:     t.offload(),
		Firewall:    t.firewall(),
		Services:    t.services(),
		Consistency: t.consistency(),

		AdapterOffload:  t.adapterOffload(),
		Drivers:         t.drivers(),
		AdapterPower:    t.adapterPower(),
		Teaming:         t.teaming(),
		NetFT:           t.rule("netft", "adapter"),
		NetworkProfile:  t.networkProfile(),
		Events:          t.events(),
		ClusterNetworks: t.clusterNetworks(),
		IPv6:            t.ipv6(),
		PendingReboot:   t.rule("pending_reboot", "restart"),
		Antivirus:       t.antivirus(),
		Latency:         t.latency(),
	}
	b.Hotfixes = t.hotfixes(b.Lists)
	return b, t.problems
}

// below is the file that the overlays are laid over.
func below(layers []*layer) *layer {
	own := layers[0]
	for _, l := range layers {
		if !l.overlay {
			own = l
		}
	}
	return own
}

func sources(layers []*layer) []Source {
	var all []Source
	for _, l := range slices.Backward(layers) {
		all = append(all, Source{
			Name:     strict.Text(l.Root, "name"),
			File:     l.File,
			Digest:   l.Digest,
			Reviewed: date(strict.Get(l.Root, "reviewed")),
		})
	}
	return all
}

func (t *tree) requirement(id string, n *yaml.Node) Requirement {
	return Requirement{
		ID:         id,
		Title:      strict.Text(n, "title"),
		Severity:   Severity(strict.Text(n, "severity")),
		Why:        strings.TrimSpace(strict.Text(n, "why")),
		Fix:        strings.TrimSpace(strict.Text(n, "fix")),
		Reference:  strict.Text(n, "reference"),
		Provenance: Provenance(strict.Text(n, "provenance")),
		Origin:     t.at(n),
		Remedy:     remedy(strict.Get(n, "remedy")),
	}
}

func (t *tree) heartbeat() Heartbeat {
	var h Heartbeat
	for key, n := range strict.Pairs(t.root, "heartbeat", "properties") {
		h.Properties = append(h.Properties, HeartbeatProperty{
			Requirement: t.requirement(heartbeatID(key.Value), n),
			Property:    key.Value,
			Min:         strict.Number(n, "min"),
			Max:         strict.Number(n, "max"),
			Default:     strict.Number(n, "default"),
		})
	}
	slices.SortFunc(h.Properties, func(a, b HeartbeatProperty) int { return strings.Compare(a.Property, b.Property) })
	h.Order = t.optional("order")
	h.Agreement = t.optional("agreement")
	return h
}

// optional is a heartbeat rule without a value of its own, nil when it is not asked for.
func (t *tree) optional(rule string) *Requirement {
	n := strict.Get(t.root, "heartbeat", rule)
	if n == nil {
		return nil
	}
	r := t.requirement(heartbeatID(rule), n)
	return &r
}

func (t *tree) offload() []Offload {
	var all []Offload
	for key, n := range strict.Pairs(t.root, "offload") {
		all = append(all, Offload{
			Requirement: t.requirement(subjectID("offload", key.Value), n),
			Setting:     key.Value,
			Want:        strict.Texts(n, "want"),
		})
	}
	slices.SortFunc(all, func(a, b Offload) int { return strings.Compare(a.Setting, b.Setting) })
	return all
}

func (t *tree) firewall() []FirewallRule {
	protocols := map[string]int{"tcp": protocolTCP, "udp": protocolUDP}
	var all []FirewallRule
	for _, n := range strict.Items(t.root, "firewall") {
		name := strict.Text(n, "id")
		r := FirewallRule{
			Requirement: t.requirement(firewallID(name), n),
			Name:        name,
			Direction:   strict.Text(n, "direction"),
			Protocol:    protocols[strict.Text(n, "protocol")],
			LocalPort:   orZero(strict.Number(n, "local_port")),
			Program:     strict.Text(n, "program"),
			Service:     strict.Text(n, "service"),
			Profiles:    strict.Texts(n, "profiles"),
			WithoutRule: strict.Text(n, "without_rule"),
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
	for _, n := range strict.Items(t.root, "services") {
		name := strict.Text(n, "name")
		all = append(all, Service{
			Requirement: t.requirement(serviceID(name), n),
			Name:        name,
			State:       strict.Text(n, "state"),
			StartMode:   strict.Texts(n, "start_mode"),
		})
	}
	slices.SortFunc(all, func(a, b Service) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func (t *tree) consistency() []Consistency {
	var all []Consistency
	for key, n := range strict.Pairs(t.root, "consistency") {
		all = append(all, Consistency{Requirement: t.requirement(subjectID("consistency", key.Value), n), Subject: key.Value})
	}
	slices.SortFunc(all, func(a, b Consistency) int { return strings.Compare(a.Subject, b.Subject) })
	return all
}
