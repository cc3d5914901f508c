package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// keyword sets a keyword of the adapter of LAN; an empty value takes it away.
func keyword(name, value string) func(*facts.Node) {
	return func(n *facts.Node) {
		if lanDriver(n).Keywords[name] = value; value == "" {
			delete(lanDriver(n).Keywords, name)
		}
	}
}

// ofKind gives LAN an adapter of other hardware and changes it.
func ofKind(hardware string, changes ...func(*facts.Node)) func(*facts.Node) {
	return func(n *facts.Node) {
		lanDriver(n).Component = `PCI\` + hardware
		for _, change := range changes {
			change(n)
		}
	}
}

func TestConsistencyAdapterSettings(t *testing.T) {
	const frames = "*JumboPacket of LAN: "
	jumbo, plain, none := keyword("*JumboPacket", "9014"), keyword("*JumboPacket", "1500"), keyword("*JumboPacket", "")
	older := func(n *facts.Node) { lanDriver(n).Further = false }
	switched := func(changes ...func(*facts.AdapterDriver)) func(*facts.Node) {
		return func(n *facts.Node) {
			virtual(n, syntheticSwitch, "syn_port")
			below(n, changes...)
		}
	}
	large := func(d *facts.AdapterDriver) { d.Keywords["*JumboPacket"] = "9014" }
	small := func(d *facts.AdapterDriver) { d.Keywords["*JumboPacket"] = "1514" }
	runClusterCases(t, "consistency/adapter-settings", []clusterCase{
		{verdictCase{name: "alike", status: Pass, got: "3 nodes agree"}, []func(*facts.Node){same, same, same}},
		{verdictCase{name: "one of two", status: Drift, got: frames + "N2 1514; N1 9014 (no majority)"}, []func(*facts.Node){jumbo, same}},
		{verdictCase{name: "the odd one first", status: Drift, got: frames + "N1 9014 (the majority, 2 nodes, has 1514)"}, []func(*facts.Node){jumbo, same, same}},
		{verdictCase{name: "with and without the header", status: Pass}, []func(*facts.Node){plain, same}},
		{verdictCase{name: "jumbo with and without the header", status: Pass}, []func(*facts.Node){jumbo, keyword("*JumboPacket", "9000")}},
		{verdictCase{name: "other hardware", status: Drift, got: frames + "N2 1514; N1 9014 (no majority)"}, []func(*facts.Node){jumbo, ofKind("other")}},
		{verdictCase{name: "no keyword on the same hardware", status: Unknown, missing: "N2: the value of *JumboPacket of LAN"}, []func(*facts.Node){same, none}},
		{verdictCase{name: "no keyword on other hardware", status: Pass}, []func(*facts.Node){same, ofKind("other", none)}},
		{verdictCase{name: "no keyword beside larger frames", status: Unknown, missing: "N2: the value of *JumboPacket"}, []func(*facts.Node){jumbo, ofKind("other", none)}},
		{verdictCase{name: "not a number", status: Unknown, missing: "N2: the value of *RSS of LAN"}, []func(*facts.Node){same, keyword("*rss", "on")}},
		{verdictCase{name: "VLAN", status: Drift, got: "VlanID of LAN: N1 7; N2 8 (no majority)"}, []func(*facts.Node){keyword("VlanID", "7"), keyword("VlanID", "8")}},
		{verdictCase{name: "older facts", status: Unknown, missing: "N2: the value of VlanID"}, []func(*facts.Node){same, older}},
		{verdictCase{name: "speed of one kind", status: Drift, got: `*SpeedDuplex of LAN (pci\ven_ffff&dev_0001): N1 4; N2 6 (no majority)`}, []func(*facts.Node){keyword("*SpeedDuplex", "4"), keyword("*SpeedDuplex", "6")}},
		{verdictCase{name: "speed of two kinds", status: Pass}, []func(*facts.Node){keyword("*SpeedDuplex", "4"), ofKind("other", keyword("*SpeedDuplex", "6"))}},
		{verdictCase{name: "no details", status: Unknown, missing: "N2: the settings of"}, []func(*facts.Node){same, func(n *facts.Node) { lanDriver(n).Detailed = false }}},
		{verdictCase{name: "no cluster service", status: Pass, reason: "not compared: N3"}, []func(*facts.Node){same, same, inNoCluster}},
		{verdictCase{name: "unread", status: Unknown, missing: "N2: the drivers of the network adapters"}, []func(*facts.Node){same, func(n *facts.Node) { n.Adapters.Drivers = facts.AdapterDrivers{} }}},
		{verdictCase{name: "drift beside an unreachable node", status: Drift, reason: "not compared: N3: no route"}, []func(*facts.Node){jumbo, same, down}},
		{verdictCase{name: "below a switch", status: Drift, got: "*JumboPacket of what may be below LAN: N2 1514; N1 9014 (no majority)"}, []func(*facts.Node){switched(large, large), switched(small, small)}},
		{verdictCase{name: "not alike below a switch", status: Unknown, missing: "N1: which adapter counts for *JumboPacket"}, []func(*facts.Node){switched(large, small), switched(large, small)}},
		{verdictCase{name: "one scanned", status: NotApplicable}, []func(*facts.Node){same}},
	})
}
