package windows

import (
	"slices"
	"time"
)

const day = 24 * time.Hour

// earlierBoot is how long ago the oldest events are of which a node still knows.
const earlierBoot = 400 * day

// stockEvents are those of the last two boots, by channel.
func (n *Node) stockEvents(started time.Time) map[string][]Event {
	logs := map[string][]Event{}
	first := earlierBoot
	if n.OS.Installed > 0 {
		first = n.OS.Installed
	}
	n.addBoot(logs, first)
	if boot := n.OS.lastBoot(started); !boot.IsZero() && started.Sub(boot) < first {
		const takes = 10 * time.Minute                                                                                             // as a large machine does
		logs[channelSystem] = append(logs[channelSystem], Event{Ago: started.Sub(boot) + takes, Provider: providerKernel, ID: 13}) // Windows shuts down
		n.addBoot(logs, started.Sub(boot))
	}
	return logs
}

// addBoot adds what a boot writes: the networks are being identified, and public
// until it is known what they are.
func (n *Node) addBoot(logs map[string][]Event, ago time.Duration) {
	at := func(after time.Duration) time.Duration { return ago - after }
	logs[channelSystem] = append(logs[channelSystem],
		Event{Ago: at(0), Provider: providerKernel, ID: 12}, // Windows has started
		n.serviceChange(at(25*time.Second), "NlaSvc", serviceRunning))
	if n.running("ClusSvc") {
		logs[channelSystem] = append(logs[channelSystem], n.serviceChange(at(90*time.Second), "ClusSvc", serviceRunning))
	}
	if n.hasService("ClusSvc") {
		// That the node joined its cluster; which events there are in this log is general knowledge.
		logs[channelCluster] = append(logs[channelCluster], Event{Ago: at(95 * time.Second), Provider: providerCluster, ID: 1062})
	}
	for i, a := range n.adapters() {
		begin := 20*time.Second + time.Duration(i)*100*time.Millisecond
		logs[channelProfile] = append(logs[channelProfile],
			interfaceState(at(begin), 4001, a, identifying),
			publicNetwork(at(begin+10*time.Millisecond), 10000, "Identifying...", localOnly),
			interfaceState(at(begin+5*time.Second), 4003, a, identified),
			publicNetwork(at(begin+5010*time.Millisecond), 10001, "Identifying...", disconnected),
			interfaceState(at(begin+5020*time.Millisecond), 4001, a, identified))
		logs[channelFirewall] = append(logs[channelFirewall],
			n.identifiedChange(at(begin+5040*time.Millisecond), a))
	}
	if slices.ContainsFunc(n.adapters(), func(a adapter) bool { return n.category(a) == "domain" }) {
		logs[channelProfile] = append(logs[channelProfile], n.managedNetwork(at(25*time.Second+500*time.Millisecond), 10000, online))
	}
}

// identifiedChange is what the firewall writes when the network of an adapter is known.
func (n *Node) identifiedChange(ago time.Duration, a adapter) Event {
	switch n.category(a) {
	case "domain":
		return firewallChange(ago, a, firewallPublic, firewallDomain)
	case "private":
		return firewallChange(ago, a, firewallPublic, firewallPrivate)
	}
	return firewallChange(ago, a, firewallNone, firewallPublic)
}

// FlipEvents are the events of a node whose networks left the domain profile
// some time ago for six and a half minutes, with the distances in time of the
// field report: the network disconnects, four seconds later another node is
// removed from the cluster, the network comes back as a public one, the cluster
// service stops, and all is well again when the domain is found.
func FlipEvents(n *Node, ago time.Duration) []Channel {
	at := func(after time.Duration) time.Duration { return ago - after }
	const restored = 6*time.Minute + 32*time.Second
	profile := []Event{
		n.managedNetwork(at(0), 10001, disconnected),
		publicNetwork(at(11*time.Second), 10000, "Identifying...", localOnly),
		publicNetwork(at(12500*time.Millisecond), 10001, "Identifying...", disconnected),
		publicNetwork(at(13*time.Second), 10000, unidentified, localOnly),
		publicNetwork(at(restored-time.Second), 10001, unidentified, disconnected),
		n.managedNetwork(at(restored), 10000, online),
	}
	var firewall []Event
	for _, a := range n.adapters() {
		profile = append(profile, interfaceState(at(10*time.Second), 4001, a, identifying),
			interfaceState(at(12*time.Second), 4003, a, unidentifiedState), interfaceState(at(restored-2*time.Second), 4003, a, identified))
		firewall = append(firewall, firewallChange(at(13200*time.Millisecond), a, firewallDomain, firewallPublic),
			firewallChange(at(restored+200*time.Millisecond), a, firewallPublic, firewallDomain))
	}
	return []Channel{
		{Name: channelSystem, Recent: []Event{
			{Ago: at(4 * time.Second), Provider: providerCluster, ID: 1135, Data: []EventData{{"NodeName", n.peer()}}},
			n.serviceChange(at(30*time.Second), "ClusSvc", serviceStopped),
			n.serviceChange(at(restored+time.Second), "ClusSvc", serviceRunning),
		}},
		{Name: channelProfile, Recent: profile},
		{Name: channelFirewall, Recent: firewall},
	}
}

// peer is another node of the cluster, or the node itself if it is the only one.
func (n *Node) peer() string {
	if n.Cluster != nil {
		for _, member := range n.Cluster.Nodes {
			if member.Name != n.hostName() {
				return member.Name
			}
		}
	}
	return n.hostName()
}
