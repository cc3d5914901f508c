package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestTimeSource(t *testing.T) {
	type change = func(*facts.Node, *baselines.Baseline)
	service := func(state string) change {
		return func(n *facts.Node, _ *baselines.Baseline) { n.Services.Found[len(n.Services.Found)-1].State = state }
	}
	own := func(value string) change { return func(n *facts.Node, _ *baselines.Baseline) { n.Time.Own = &value } }
	policy := func(value string) change {
		return func(n *facts.Node, _ *baselines.Baseline) { n.Time.Policy = &value }
	}
	newer := func(joined *bool) change {
		return func(n *facts.Node, _ *baselines.Baseline) {
			n.OS.Build, n.OS.PartOfDomain, n.Profiles.Current.Found = facts.Build2016, joined, nil
		}
	}
	both := func(changes ...change) change {
		return func(n *facts.Node, b *baselines.Baseline) {
			for _, c := range changes {
				c(n, b)
			}
		}
	}
	controller := func(n *facts.Node, _ *baselines.Baseline) { n.OS.ProductType = domainController }
	runCases(t, "time/source", []verdictCase{
		{name: "from the domain", status: Pass, got: "type NT5DS"},
		{name: "from all sources", change: own("allsync"), status: Pass, got: "type allsync"},
		{name: "from a server", change: own("NTP"), status: Drift, got: "type NTP", reason: "from servers that it names"},
		{name: "from nowhere", change: own("NoSync"), status: Drift, reason: "from nowhere"},
		{name: "a policy wins", change: both(own("NTP"), policy("NT5DS")), status: Pass, got: "type NT5DS, set by a policy"},
		{name: "a policy spoils it", change: policy("NTP"), status: Drift, got: "type NTP, set by a policy"},
		{name: "an unheard-of type", change: own("Other"), status: Unknown, missing: "what the type Other"},
		{name: "not set", change: func(n *facts.Node, _ *baselines.Baseline) { n.Time.Own = nil }, status: Unknown, missing: "not set"},
		{name: "settings not read", change: func(n *facts.Node, _ *baselines.Baseline) { n.Time = facts.TimeSource{} }, status: Unknown, missing: "the settings of the Windows Time service: not read"},
		{name: "settings denied", change: func(n *facts.Node, _ *baselines.Baseline) { n.Time = facts.TimeSource{Section: failed("time source")} }, status: Unknown, missing: "was denied"},
		{name: "stopped", change: both(service("Stopped"), own("NTP")), status: Drift, got: "the Windows Time service is stopped"},
		{name: "no state", change: service(""), status: Unknown, missing: "the state of the service W32Time"},
		{name: "not installed", change: func(n *facts.Node, _ *baselines.Baseline) {
			n.Services.Found = n.Services.Found[:len(n.Services.Found)-1]
		}, status: Drift, got: "no Windows Time service"},
		{name: "not asked for", change: func(n *facts.Node, _ *baselines.Baseline) {
			n.Services.Found, n.Services.Asked = n.Services.Found[:3], n.Services.Asked[:3]
		}, status: Unknown, missing: "which the node was not asked for"},
		{name: "in a workgroup", change: both(newer(new(false)), own("NTP")), status: NotApplicable, reason: "in a workgroup"},
		{name: "in a domain", change: both(newer(new(true)), own("NTP")), status: Drift},
		{name: "a domain controller", change: both(controller, own("NTP")), status: Unknown, missing: "whether the node is that domain controller"},
		{name: "a domain controller without any source", change: both(controller, own("NoSync")), status: Drift},
	})
}

// Only what the node itself sets can be set without a person's decision.
func TestTimeSourceRemedy(t *testing.T) {
	for value, byPolicy := range map[string]bool{"NTP": false, "NoSync": true} {
		n := testNode("N1")
		if n.Time.Own = &value; byPolicy {
			n.Time.Policy = &value
		}
		f := findingOf(t, Evaluate(Cluster{Nodes: []Subject{{Facts: n, Baseline: testBaseline()}}}), "time/source")
		if (f.Remedy == nil) != byPolicy {
			t.Errorf("set by a policy %v: remedy %+v", byPolicy, f.Remedy)
		}
	}
}

// A site may let its nodes follow servers.
func TestTimeSourceOfASite(t *testing.T) {
	n, b := testNode("N1"), testBaseline()
	n.Time.Own = new("NTP")
	b.Time.Source = &baselines.TimeSource{Requirement: requirement("time/source"), Want: []string{"NT5DS", "NTP"}}
	verdictCase{status: Pass, got: "type NTP"}.verify(t, findingOf(t, Evaluate(Cluster{Nodes: []Subject{{Facts: n, Baseline: b}}}), "time/source"))
}
