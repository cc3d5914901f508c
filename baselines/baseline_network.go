package baselines

// AdapterOffload is what the adapters that carry cluster networks offload.
type AdapterOffload struct {
	Requirement
	Subject  string   `baseline:",subject,sorted"`                 // "tcp-connection"
	Keywords []string `baseline:"keywords,required,defines=title"` // standardised keywords, "*TCPConnectionOffloadIPv4"
	// Want are accepted values, "0"; "any" accepts each value that could be
	// read. A keyword that the driver does not expose is not drift.
	Want []string `baseline:"want,required"`
	// Global is the setting of netsh that makes use of the keywords, "chimney"; while
	// that is disabled, or this Windows does not have it, no value of them drifts.
	// Empty: none.
	Global string `baseline:"global"`
}

// Driver is what the drivers of the adapters that carry cluster networks must be.
type Driver struct {
	Requirement
	Subject string `baseline:",subject,sorted"` // "known", or as a site calls it
	// Adapter narrows the requirement to adapters whose description contains
	// this text, without regard to case; empty: all.
	Adapter string `baseline:"adapter"`
	// Min is the least version, four numbers; empty: any version that is known.
	Min string `baseline:"min"`
	// NotFrom are providers of drivers that are not wanted on a device, "Microsoft".
	NotFrom []string `baseline:"not_from,defines=title|fix"`
	// Own are parts of the component ids of devices that are of these providers
	// themselves, "vmbus".
	Own []string `baseline:"own,aside"`
	// Devices narrow the requirement to adapters whose description or component id contains
	// one of these texts, without regard to case; empty: all.
	Devices []string `baseline:"devices,defines=title|fix"`
	// Service narrows it to adapters whose driver is this service, "b57nd60a"; empty: all.
	Service string `baseline:"service"`
	// BelowSwitch extends the requirement to devices that may be below a virtual switch
	// and carry no cluster network themselves.
	BelowSwitch bool `baseline:"below_switch"`
	// UnlessOff are keywords: while each of them is 0, any version will do.
	UnlessOff []string `baseline:"unless_off"`
	// Least are the least values of settings.
	Least []LeastSetting `baseline:"least"`
}

// LeastSetting is the least value of a keyword.
type LeastSetting struct {
	Keyword string `baseline:"keyword"` // "MaxRxRing1Length"
	Min     int    `baseline:"min"`
}

// AdapterPower is what Windows may do to save power.
type AdapterPower struct {
	Requirement
	Want []int `baseline:"want,required,defines=title"` // accepted values of PnPCapabilities
	// Allowing are the values with which Windows may power an adapter down. What
	// is neither decides nothing; empty: each value that is not accepted drifts.
	Allowing []int `baseline:"allowing,defines=title"`
}

// Teaming is where a team of adapters is not wanted.
type Teaming struct {
	Requirement
	Subject string `baseline:",subject,sorted"` // "cluster-only", or "cluster": all networks that the cluster uses
	// Descriptions are parts of the descriptions, or of the component ids, of
	// adapters that are teams, compared without regard to case.
	Descriptions []string `baseline:"descriptions,required,aside"`
	// Maybe are parts of those of adapters that may rest on a team.
	Maybe []string `baseline:"maybe,aside"`
	// NotTeams are parts of those of adapters that no device backs and that are not
	// teams either. Any other virtual adapter may be one.
	NotTeams []string `baseline:"not_teams,aside"`
	// MembersWithoutIP are parts of those of teams, and of ports of virtual switches,
	// below which Windows leaves no adapter with TCP/IP.
	MembersWithoutIP []string `baseline:"members_without_ip,aside"`
	// SwitchEmbedded says that a team below a virtual switch is expected to be part of
	// the switch, so that a port without readable members is not judged.
	SwitchEmbedded bool     `baseline:"switch_embedded,aside"`
	Drivers        []string `baseline:"drivers,aside"` // system drivers that teams come with; evidence, never a verdict
}

// NetworkProfile is what the profiles of the networks must be, and have been.
type NetworkProfile struct {
	Current *CurrentProfile `baseline:"current"` // nil: not required
	Flips   *ProfileFlips   `baseline:"flips"`   // nil: not required
}

// CurrentProfile is the profile that a cluster network must have.
type CurrentProfile struct {
	Requirement
	Want []string `baseline:"want,required"` // "domain", "private", "public"
}

// ProfileFlips requires a domain network to stay one while the node runs.
type ProfileFlips struct {
	Requirement
	Days    int `baseline:"days,required"`    // how far back to look
	Minutes int `baseline:"minutes,required"` // how near a cluster event must be to be shown with a flip
}

// Event is one kind of event that must not have happened.
type Event struct {
	Requirement
	Subject  string `baseline:",subject,sorted"`                     // "node-removed"
	Provider string `baseline:"provider,required,defines=title|fix"` // "Microsoft-Windows-FailoverClustering"
	// Channel is the event log, "System" or the one that the cluster has of its own.
	Channel string `baseline:"channel,default=System,defines=title|fix"`
	IDs     []int  `baseline:"ids,required,defines=title|fix"`
	// Stops is the number of clean stops of the cluster service, within the days, that
	// count as an event of this kind, too; 0: none do.
	Stops int `baseline:"stops"`
	Days  int `baseline:"days,required"` // how far back to look
	// RelatedTo are finding ids; when one of them drifts, the events are shown as
	// evidence with it.
	RelatedTo []string `baseline:"related_to,ids,aside"`
}

// ClusterNetwork is what the networks of the cluster must be like.
type ClusterNetwork struct {
	Requirement
	// Subject is "redundancy", "state", "interfaces", "cluster-only",
	// "clustered-address", "distinct-subnets", "one-adapter-per-subnet", "gateway" or
	// "dns-registration".
	Subject string `baseline:",subject,sorted"`
	Min     *int   `baseline:"min,required,only=redundancy"` // of redundancy: networks that each node is on
	// Guests are parts of the descriptions, or of the component ids, of the adapters of
	// virtual machines. Of a node that has no other below the networks of the cluster,
	// redundancy asks one network, and cluster-only none.
	Guests []string `baseline:"guests,only=redundancy|cluster-only,aside"`
}

// IPv6 is what a node must have of IPv6.
type IPv6 struct {
	Enabled            *Requirement        `baseline:"enabled"`             // nil: not required
	NeighbourDiscovery *NeighbourDiscovery `baseline:"neighbour-discovery"` // nil: not required
}

// NeighbourDiscovery are the firewall rules that must be active when IPv6 is on.
type NeighbourDiscovery struct {
	Requirement
	Rules []string `baseline:"rules,required,defines=fix"` // rule ids, "CoreNet-ICMP6-NDA-In"
}

// Antivirus is what must be said to virus scanners.
type Antivirus struct {
	Exclusions *Exclusions `baseline:"exclusions"` // of Microsoft Defender; nil: not required
	Products   *Products   `baseline:"products"`   // other scanners; nil: not required
}

// Exclusions are what a scanner must leave alone. Environment variables are
// compared as Windows would expand them.
type Exclusions struct {
	Requirement
	Paths     []string `baseline:"paths,required"`     // `%SystemRoot%\Cluster`
	Processes []string `baseline:"processes,required"` // "clussvc.exe"
	// Automatic are what Defender excludes by itself for a role that is installed.
	// Nothing of it is in the lists that can be read.
	Automatic []AutomaticExclusions `baseline:"automatic,aside"`
}

// AutomaticExclusions are those of one role.
type AutomaticExclusions struct {
	Role      string   `baseline:"role,required"` // for people, "Hyper-V"
	Service   string   `baseline:"service"`       // whose presence shows that the role is installed; empty: none does
	Paths     []string `baseline:"paths"`
	Processes []string `baseline:"processes"`
}

// Products recognises scanners by the altitudes of their filter drivers.
type Products struct {
	Requirement
	Altitude Range `baseline:"altitude,required,aside"` // that Microsoft has set aside for scanners
	// Defender are the services of Microsoft Defender, which exclusions judge.
	Defender []string `baseline:"defender,required,aside"`
}

// Range has both ends inclusive.
type Range struct {
	Min int `baseline:"min"`
	Max int `baseline:"max"`
}

// Latency is how the nodes must answer each other; judged only when it was probed.
type Latency struct {
	Requirement
	Subject string `baseline:",subject,sorted"` // "round-trip" and "spread" in ms, "loss" in percent
	Max     int    `baseline:"max,required"`
}
