package checks

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// adapters are those of one node that carry networks which the cluster uses.
type adapters struct {
	node     *facts.Node
	section  facts.Section // of the cluster's account
	carriers []carrier
	instead  *verdict // takes the place of any other when the carriers are not known
	names    teamNames
}

// newAdapters asks first whether the node is in a cluster at all: what another
// node says of it must not outlive the proof that it is not.
func newAdapters(n *facts.Node, t topology) adapters {
	a := adapters{node: n, section: t.section}
	const reason = "it is not known which adapters carry the networks of the cluster"
	v, outside := outsideCluster(n)
	if _, missing := lookUpService(n.Services, facts.ClusterService); !missing.IsZero() {
		v, outside = unknown(reason, missing), true
	}
	if outside {
		a.instead = &v
		return a
	}
	carriers, missing := t.carriersOf(n)
	if !missing.IsZero() {
		v = unknown(reason, missing)
		a.instead = &v
	}
	a.carriers = carriers
	return a
}

// adaptersOf knows what the node's baseline says of teams, too, if it has one.
func adaptersOf(e *evaluation, s Subject) adapters {
	a := newAdapters(s.Facts, e.topology)
	a.names = teamNamesOf(s.Baseline)
	return a
}

// judge joins the verdicts on the adapters.
func (a adapters) judge(each func(carrier) verdict) verdict {
	if a.instead != nil {
		return *a.instead
	}
	var all []verdict
	for _, c := range a.carriers {
		all = append(all, each(c))
	}
	return gravest(all)
}

// gravest joins verdicts of which one that contradicts the baseline decides. To
// pass, all that concern the node have to be known.
func gravest(all []verdict) verdict {
	joined := verdict{status: NotApplicable}
	for _, status := range []Status{Pass, Unknown, Drift} {
		if slices.ContainsFunc(all, func(v verdict) bool { return v.status == status }) {
			joined.status = status
		}
	}
	var got wording.Grouped
	var reasons []string
	for _, v := range all {
		if network, text, ok := strings.Cut(v.got, ": "); ok {
			got.Add(text, network)
		}
		joined = joined.with(v.evidence...)
		if v.status != joined.status {
			continue
		}
		if !slices.Contains(reasons, v.reason) {
			reasons = append(reasons, v.reason)
		}
		joined.missing = append(joined.missing, v.missing...)
	}
	joined.got, joined.reason = got.String(), strings.Join(reasons, "; ")
	return joined
}

// driverOf finds the driver of an adapter.
func (a adapters) driverOf(c carrier) (d facts.AdapterDriver, missing facts.Gap) {
	drivers := a.node.Adapters.Drivers
	if missing := drivers.Gap("the drivers of the network adapters", len(drivers.Found)); !missing.IsZero() {
		return d, missing
	}
	keys := 0
	for _, found := range drivers.Found {
		if facts.NormalGUID(found.ID) == c.id {
			d, keys = found, keys+1
		}
	}
	switch keys {
	case 1:
		return d, facts.Gap{}
	case 0:
		return d, facts.GapLeftOut.Of("the driver of the adapter that carries " + c.network)
	}
	return facts.AdapterDriver{}, facts.GapUndecided.Of("which of several drivers is that of the adapter that carries " + c.network)
}

// detailsOf finds the driver of an adapter with its settings.
func (a adapters) detailsOf(c carrier) (d facts.AdapterDriver, missing facts.Gap) {
	d, missing = a.driverOf(c)
	if missing.IsZero() && !d.Detailed {
		missing = facts.GapLeftOut.Of("the settings of the adapter that carries " + c.network)
	}
	return d, missing
}

// observed is what was seen of an adapter in its driver's key.
func (a adapters) observed(c carrier, d facts.AdapterDriver, seen string) Evidence {
	return observed(a.node.Adapters.Drivers.Section, "%s (%s, key %s): %s", c.network, d.Description, d.Key, seen)
}

// describes reports whether a description contains one of some parts, without
// regard to case.
func describes(parts []string, description string) bool {
	description = strings.ToLower(description)
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(description, strings.ToLower(p)) })
}
