package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func property(name string, value int) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) { n.ClusterOf.Properties[name] = value }
}

func noProperty(name string) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) { delete(n.ClusterOf.Properties, name) }
}

func unaskedProperty(name string) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) {
		delete(n.ClusterOf.Properties, name)
		n.ClusterOf.Asked = []string{"CrossSubnetDelay"}
	}
}

func noCluster(n *facts.Node, _ *baselines.Baseline) {
	n.ClusterOf = facts.Cluster{Section: facts.Section{State: facts.Absent}}
}

func TestHeartbeatProperty(t *testing.T) {
	runCases(t, "heartbeat/SameSubnetDelay", []verdictCase{
		{name: "lower end", status: Pass, got: "1000"},
		{name: "upper end", change: property("SameSubnetDelay", 2000), status: Pass},
		{name: "above", change: property("SameSubnetDelay", 2001), status: Drift, got: "2001", reason: "recommends 1000 to 2000"},
		{name: "below", change: property("SameSubnetDelay", 999), status: Drift},
		{name: "zero is a value", change: property("SameSubnetDelay", 0), status: Drift, got: "0"},
		{name: "null", change: noProperty("SameSubnetDelay"), status: Unknown, missing: "SameSubnetDelay, of which the node gave no value"},
		{name: "null, and the version is not known", change: then(noProperty("SameSubnetDelay"), noVersion), status: Unknown},
		{name: "not asked", change: unaskedProperty("SameSubnetDelay"), status: Unknown, missing: "SameSubnetDelay"},
		{name: "no cluster service", change: noCluster, status: NotApplicable, reason: "no cluster service"},
		{name: "failed", change: func(n *facts.Node, _ *baselines.Baseline) { n.ClusterOf.Section = failed("cluster") }, status: Unknown, missing: "cluster was denied"},
		{name: "every property null", change: func(n *facts.Node, _ *baselines.Baseline) { n.ClusterOf.Properties = nil }, status: Unknown, missing: "which no healthy node gives"},
		{name: "unconfirmed range", status: Unknown, missing: "confirms this requirement", change: then(property("SameSubnetDelay", 250), func(_ *facts.Node, b *baselines.Baseline) {
			b.Heartbeat.Properties[0].Provenance = baselines.Unconfirmed
		})},
	})
	runCases(t, "heartbeat/SameSubnetThreshold", []verdictCase{
		{name: "at least", change: property("SameSubnetThreshold", 40), status: Pass},
		{name: "default", change: property("SameSubnetThreshold", 5), status: Drift, reason: "5 is the default of this Windows; the baseline recommends at least 10"},
		{name: "between default and range", change: property("SameSubnetThreshold", 6), status: Drift, reason: "SameSubnetThreshold is 6 (the default of this Windows is 5); the baseline recommends at least 10"},
	})
}

func noVersion(n *facts.Node, _ *baselines.Baseline) { n.OS = facts.OS{Section: failed("os")} }

// TestLackingProperty: a version that was not read is not an old one.
func TestLackingProperty(t *testing.T) {
	for name, tt := range map[string]struct {
		os   facts.OS
		want bool
	}{
		"2012 R2":  {facts.OS{Section: collected("os"), Build: facts.Build2012R2}, true},
		"2016":     {facts.OS{Section: collected("os"), Build: facts.Build2016}, false},
		"no build": {facts.OS{Section: collected("os")}, false},
		"not read": {facts.OS{Section: failed("os"), Build: facts.Build2012R2}, false},
	} {
		if got := lacksProperty(tt.os, "CrossSiteDelay"); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestHeartbeatPropertyOfLaterWindows: only the build of a node proves that it
// does not have a property.
func TestHeartbeatPropertyOfLaterWindows(t *testing.T) {
	wanted := func(name string, build int) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, b *baselines.Baseline) {
			n.OS.Build = build
			n.ClusterOf.Asked = append(n.ClusterOf.Asked, name)
			b.Heartbeat.Properties = append(b.Heartbeat.Properties, baselines.HeartbeatProperty{
				Requirement: requirement("heartbeat/" + name), Property: name, Min: new(1),
			})
		}
	}
	refused := func(name string) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, _ *baselines.Baseline) { n.ClusterOf.Refused = []string{name} }
	}
	for name, cases := range map[string][]verdictCase{
		"RouteHistoryLength": {
			{name: "2008 R2", change: wanted("RouteHistoryLength", 7601), status: NotApplicable, reason: "no such property"},
			{name: "2012", change: wanted("RouteHistoryLength", 9200), status: Unknown, missing: "gave no value"},
			{name: "2012, refused", change: then(wanted("RouteHistoryLength", 9200), refused("RouteHistoryLength")), status: Unknown, missing: "refused the query"},
			{name: "2025", change: wanted("RouteHistoryLength", 26100), status: Unknown, missing: "gave no value"},
			{name: "a version that is not known", change: then(wanted("RouteHistoryLength", 7601), noVersion), status: Unknown},
		},
		"CrossSiteDelay": {
			{name: "2012 R2", change: wanted("CrossSiteDelay", 9600), status: NotApplicable},
			{name: "2016", change: wanted("CrossSiteDelay", 14393), status: Unknown},
		},
		"PlumbAllCrossSubnetRoutes": {
			{name: "nothing says since when there is one", change: wanted("PlumbAllCrossSubnetRoutes", 7601), status: Unknown},
		},
	} {
		t.Run(name, func(t *testing.T) { runCases(t, "heartbeat/"+name, cases) })
	}
}

func TestHeartbeatOrder(t *testing.T) {
	runCases(t, "heartbeat/order", []verdictCase{
		{name: "in order", status: Pass},
		{name: "delay out of order", change: property("CrossSubnetDelay", 500), status: Drift, got: "SameSubnetDelay 1000, CrossSubnetDelay 500"},
		{name: "threshold out of order", change: property("SameSubnetThreshold", 21), status: Drift},
		{name: "one pair null", change: noProperty("CrossSubnetDelay"), status: Unknown, missing: "CrossSubnetDelay"},
		{name: "both pairs null", change: then(noProperty("CrossSubnetDelay"), noProperty("SameSubnetThreshold")), status: Unknown},
		{name: "drift though one pair is null", change: then(noProperty("CrossSubnetDelay"), property("SameSubnetThreshold", 21)), status: Drift},
		{name: "one pair unread", change: unaskedProperty("SameSubnetDelay"), status: Unknown},
		{name: "drift though one pair is unread", change: then(property("SameSubnetThreshold", 21), unaskedProperty("SameSubnetDelay")), status: Drift},
		{name: "no cluster service", change: noCluster, status: NotApplicable},
	})
}

func TestHeartbeatAgreement(t *testing.T) {
	delay := func(ms int) func(*facts.Node) {
		return func(n *facts.Node) { n.ClusterOf.Properties["SameSubnetDelay"] = ms }
	}
	unread := func(n *facts.Node) { n.ClusterOf = facts.Cluster{Section: failed("cluster")} }
	outside := func(n *facts.Node) { noCluster(n, nil) }
	other := func(n *facts.Node) {
		n.ClusterOf.Name = "OTHER"
		n.ClusterOf.Properties["SameSubnetDelay"] = 2000
	}
	named := func(n *facts.Node) { n.ClusterOf.Name = "Mine" }
	null := func(n *facts.Node) { noProperty("SameSubnetDelay")(n, nil) }
	runClusterCases(t, "heartbeat/agreement", []clusterCase{
		{verdictCase{name: "all agree", status: Pass, got: "3 nodes agree"}, []func(*facts.Node){same, same, same}},
		{verdictCase{name: "odd one out", status: Drift, got: "SameSubnetDelay: N2 2000 (the majority, 2 nodes, has 1000)"}, []func(*facts.Node){same, delay(2000), same}},
		{verdictCase{name: "no majority", status: Drift, got: "SameSubnetDelay: N1 1000; N2 2000 (no majority)"}, []func(*facts.Node){same, delay(2000)}},
		{verdictCase{name: "unread node", status: Unknown, got: "2 nodes read, no difference seen", missing: "N3: "}, []func(*facts.Node){same, same, unread}},
		{verdictCase{name: "unreachable node", status: Unknown, missing: "N3: no route"}, []func(*facts.Node){same, same, down}},
		{verdictCase{name: "drift beside an unread node", status: Drift, reason: "not compared: N3"}, []func(*facts.Node){same, delay(2000), unread}},
		{verdictCase{name: "one read", status: Unknown, missing: "N1: "}, []func(*facts.Node){unread, same}},
		{verdictCase{name: "outside", status: Pass, reason: "without a cluster service: N1"}, []func(*facts.Node){outside, same, same}},
		{verdictCase{name: "one inside", status: NotApplicable, reason: "one node of the cluster was scanned"}, []func(*facts.Node){outside, same}},
		{verdictCase{name: "all outside", status: NotApplicable}, []func(*facts.Node){outside, outside}},
		{verdictCase{name: "two clusters", status: Unknown, missing: "MINE: N1; OTHER: N2"}, []func(*facts.Node){named, other}},
		{verdictCase{name: "null on one node", status: Unknown, missing: "N2: SameSubnetDelay, of which the node gave no value"}, []func(*facts.Node){same, null}},
		{verdictCase{name: "one scanned", status: NotApplicable, reason: "one node was scanned"}, []func(*facts.Node){same}},
	})
}

// TestHeartbeatAgreementOfTwoVersions: nodes are compared by the properties that
// the Windows of each has.
func TestHeartbeatAgreementOfTwoVersions(t *testing.T) {
	later := func(n *facts.Node, siteDelay *int) {
		n.OS.Build = facts.Build2016
		n.ClusterOf.Asked = append(n.ClusterOf.Asked, "CrossSiteDelay")
		if siteDelay != nil {
			n.ClusterOf.Properties["CrossSiteDelay"] = *siteDelay
		}
	}
	for _, tt := range []struct {
		name   string
		change func(nodes []*facts.Node)
		status Status
	}{
		{"alike in what both have", func(nodes []*facts.Node) { later(nodes[1], new(1000)) }, Pass},
		{"not alike", func(nodes []*facts.Node) {
			later(nodes[1], new(1000))
			nodes[1].ClusterOf.Properties["SameSubnetDelay"] = 2000
		}, Drift},
		{"a value is missing that the later one has", func(nodes []*facts.Node) { later(nodes[1], nil) }, Unknown},
		{"the later ones differ", func(nodes []*facts.Node) { later(nodes[1], new(1000)); later(nodes[2], new(2000)) }, Drift},
		{"the version of the other is not known", func(nodes []*facts.Node) {
			later(nodes[1], new(1000))
			noVersion(nodes[0], nil)
		}, Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, b := situation{change: func(*facts.Node) {}}.cluster(), testBaseline()
			b.Heartbeat.Properties = append(b.Heartbeat.Properties, baselines.HeartbeatProperty{
				Requirement: requirement("heartbeat/CrossSiteDelay"), Property: "CrossSiteDelay", Min: new(1000),
			})
			c.Nodes[1].Baseline = b
			tt.change([]*facts.Node{c.Nodes[0].Facts, c.Nodes[1].Facts, c.Nodes[2].Facts})
			if f := findingOf(t, Evaluate(c), "heartbeat/agreement"); f.Status != tt.status {
				t.Errorf("%s: %+v", f.Status, f)
			}
		})
	}
}
