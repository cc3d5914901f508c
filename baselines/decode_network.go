package baselines

import (
	"maps"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// bySubject decodes a section that maps subjects to requirements, sorted by subject.
func bySubject[T any](t *tree, section string, read func(subject string, r Requirement, n *yaml.Node) T) []T {
	found := map[string]T{}
	for key, n := range strict.Pairs(t.root, section) {
		found[key.Value] = read(key.Value, t.requirement(subjectID(section, key.Value), n), n)
	}
	var all []T
	for _, subject := range slices.Sorted(maps.Keys(found)) {
		all = append(all, found[subject])
	}
	return all
}

// rule is a requirement without values of its own, nil when it is not asked for.
func (t *tree) rule(section, subject string) *Requirement {
	n := strict.Get(t.root, section, subject)
	if n == nil {
		return nil
	}
	r := t.requirement(subjectID(section, subject), n)
	return &r
}

func (t *tree) adapterOffload() []AdapterOffload {
	return bySubject(t, "adapter_offload", func(subject string, r Requirement, n *yaml.Node) AdapterOffload {
		return AdapterOffload{Requirement: r, Subject: subject, Keywords: strict.Texts(n, "keywords"), Want: strict.Texts(n, "want")}
	})
}

func (t *tree) drivers() []Driver {
	return bySubject(t, "driver", func(subject string, r Requirement, n *yaml.Node) Driver {
		return Driver{Requirement: r, Subject: subject, Adapter: strict.Text(n, "adapter"), Min: strict.Text(n, "min")}
	})
}

func (t *tree) adapterPower() *AdapterPower {
	r := t.rule("adapter_power", "power-down")
	if r == nil {
		return nil
	}
	n := strict.Get(t.root, "adapter_power", "power-down")
	return &AdapterPower{Requirement: *r, Want: numbers(n, "want"), Allowing: numbers(n, "allowing")}
}

func (t *tree) teaming() []Teaming {
	return bySubject(t, "teaming", func(subject string, r Requirement, n *yaml.Node) Teaming {
		return Teaming{
			Requirement: r, Subject: subject, Descriptions: strict.Texts(n, "descriptions"),
			Maybe: strict.Texts(n, "maybe"), Drivers: strict.Texts(n, "drivers"),
		}
	})
}

func (t *tree) networkProfile() NetworkProfile {
	var p NetworkProfile
	if r := t.rule("network_profile", "current"); r != nil {
		p.Current = &CurrentProfile{Requirement: *r, Want: strict.Texts(t.root, "network_profile", "current", "want")}
	}
	if r := t.rule("network_profile", "flips"); r != nil {
		n := strict.Get(t.root, "network_profile", "flips")
		p.Flips = &ProfileFlips{Requirement: *r, Days: orZero(strict.Number(n, "days")), Minutes: orZero(strict.Number(n, "minutes"))}
	}
	return p
}

func (t *tree) events() []Event {
	return bySubject(t, "event", func(subject string, r Requirement, n *yaml.Node) Event {
		return Event{
			Requirement: r, Subject: subject, Provider: strict.Text(n, "provider"), IDs: numbers(n, "ids"),
			Days: orZero(strict.Number(n, "days")), RelatedTo: strict.Texts(n, "related_to"),
		}
	})
}

func (t *tree) clusterNetworks() []ClusterNetwork {
	return bySubject(t, "cluster_network", func(subject string, r Requirement, n *yaml.Node) ClusterNetwork {
		return ClusterNetwork{Requirement: r, Subject: subject, Min: strict.Number(n, "min")}
	})
}

func (t *tree) ipv6() IPv6 {
	v := IPv6{Enabled: t.rule("ipv6", "enabled")}
	if r := t.rule("ipv6", "neighbour-discovery"); r != nil {
		v.NeighbourDiscovery = &NeighbourDiscovery{Requirement: *r, Rules: strict.Texts(t.root, "ipv6", "neighbour-discovery", "rules")}
	}
	return v
}

func (t *tree) antivirus() Antivirus {
	var a Antivirus
	if r := t.rule("antivirus", "exclusions"); r != nil {
		n := strict.Get(t.root, "antivirus", "exclusions")
		a.Exclusions = &Exclusions{Requirement: *r, Paths: strict.Texts(n, "paths"), Processes: strict.Texts(n, "processes")}
	}
	if r := t.rule("antivirus", "products"); r != nil {
		n := strict.Get(t.root, "antivirus", "products")
		a.Products = &Products{
			Requirement: *r, Defender: strict.Texts(n, "defender"),
			Altitude: Range{orZero(strict.Number(n, "altitude", "min")), orZero(strict.Number(n, "altitude", "max"))},
		}
	}
	return a
}

func (t *tree) latency() []Latency {
	return bySubject(t, "latency", func(subject string, r Requirement, n *yaml.Node) Latency {
		return Latency{Requirement: r, Subject: subject, Max: orZero(strict.Number(n, "max"))}
	})
}

// numbers are the whole numbers of the sequence at a path.
func numbers(n *yaml.Node, path ...string) []int {
	var all []int
	for _, item := range strict.Items(n, path...) {
		all = append(all, orZero(strict.Number(item)))
	}
	return all
}
