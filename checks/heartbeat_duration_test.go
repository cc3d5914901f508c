package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// withSites gives a node of 2016 cross-site values.
func withSites(delay, threshold int) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) {
		n.OS.Build = facts.Build2016
		n.ClusterOf.Asked = append(n.ClusterOf.Asked, "CrossSiteDelay", "CrossSiteThreshold")
		n.ClusterOf.Properties["CrossSiteDelay"], n.ClusterOf.Properties["CrossSiteThreshold"] = delay, threshold
	}
}

func TestHeartbeatSiteOrder(t *testing.T) {
	byDefault := func(counts bool) func(*facts.Node, *baselines.Baseline) {
		return func(_ *facts.Node, b *baselines.Baseline) {
			b.Heartbeat.Properties = append(b.Heartbeat.Properties, baselines.HeartbeatProperty{Requirement: requirement("heartbeat/CrossSiteThreshold"), Property: "CrossSiteThreshold", Default: new(19)})
			b.Heartbeat.SiteOrder.WithDefaults = counts
		}
	}
	runCases(t, "heartbeat/site-order", []verdictCase{
		{name: "no sites in this Windows", status: NotApplicable},
		{name: "in order", change: withSites(1000, 20), status: Pass},
		{name: "delay out of order", change: withSites(500, 20), status: Drift, got: "CrossSubnetDelay 1000, CrossSiteDelay 500"},
		{name: "threshold out of order", change: withSites(1000, 19), status: Drift},
		{name: "the default", change: then(withSites(1000, 19), byDefault(false)), status: NotApplicable},
		{name: "the default, where there are sites", change: then(withSites(1000, 19), byDefault(true)), status: Drift},
		{name: "another below, and the default", change: then(withSites(500, 19), byDefault(false)), status: Drift},
		{name: "one null", change: then(withSites(1000, 20), noProperty("CrossSiteDelay")), status: Unknown, missing: "CrossSiteDelay"},
		{name: "drift though one is null", change: then(withSites(1000, 19), noProperty("CrossSiteDelay")), status: Drift},
		{name: "no cluster service", change: noCluster, status: NotApplicable},
	})
}

func TestHeartbeatDuration(t *testing.T) {
	runCases(t, "heartbeat/duration", []verdictCase{
		{name: "short", status: Pass, got: "SameSubnetDelay 1000 ms x SameSubnetThreshold 10 = 10 s; CrossSubnetDelay 1000 ms x CrossSubnetThreshold 20 = 20 s"},
		{name: "as long as may be", change: property("SameSubnetThreshold", 40), status: Pass},
		{name: "a heartbeat longer", change: property("SameSubnetThreshold", 41), status: Drift, got: "SameSubnetDelay 1000 ms x SameSubnetThreshold 41 = 41 s"},
		{name: "a threshold of a thousand", change: property("CrossSubnetThreshold", 1000), status: Drift},
		{name: "what 32 bits hold", change: then(property("CrossSubnetDelay", 1<<32-1), property("CrossSubnetThreshold", 1<<32-1)), status: Drift},
		{name: "a part of a second", change: then(property("SameSubnetDelay", 250), property("SameSubnetThreshold", 30)), status: Pass,
			got: "SameSubnetDelay 250 ms x SameSubnetThreshold 30 = 7.5 s; CrossSubnetDelay 1000 ms x CrossSubnetThreshold 20 = 20 s"},
		{name: "sites", change: withSites(1000, 81), status: Drift, got: "CrossSiteDelay 1000 ms x CrossSiteThreshold 81 = 81 s"},
		{name: "sites that are not known", change: then(withSites(1000, 20), noProperty("CrossSiteDelay")), status: Unknown, missing: "CrossSiteDelay"},
		{name: "one null", change: noProperty("CrossSubnetDelay"), status: Unknown, missing: "CrossSubnetDelay"},
		{name: "drift though one is null", change: then(noProperty("CrossSubnetDelay"), property("SameSubnetThreshold", 41)), status: Drift},
		{name: "no cluster service", change: noCluster, status: NotApplicable},
	})
}

// The fix names what can be changed as it is.
func TestFixNamesFigures(t *testing.T) {
	for id, tt := range map[string]struct {
		change func(*facts.Node, *baselines.Baseline)
		want   string
	}{
		"heartbeat/duration":   {then(property("CrossSubnetThreshold", 1000), property("SameSubnetThreshold", 41)), "Now SameSubnetDelay = 1000, SameSubnetThreshold = 41 (together at most 40 s); CrossSubnetDelay = 1000, CrossSubnetThreshold = 1000 (together at most 80 s)."},
		"heartbeat/order":      {property("SameSubnetDelay", 2000), "Now SameSubnetDelay = 2000, CrossSubnetDelay = 1000."},
		"heartbeat/site-order": {withSites(500, 19), "Now CrossSubnetDelay = 1000, CrossSiteDelay = 500; CrossSubnetThreshold = 20, CrossSiteThreshold = 19."},
	} {
		n, b := testNode("N1"), testBaseline()
		tt.change(n, b)
		for _, f := range Evaluate(Cluster{Name: "C", Nodes: []Subject{{Facts: n, Baseline: b}}}) {
			if f.ID == id && (f.Status != Drift || len(f.Fix) == 0 || f.Fix[0].Text != tt.want) {
				t.Errorf("%s: %s, fix %q", id, f.Status, f.Fix)
			}
		}
	}
}
