package facts

import (
	"slices"
	"strings"
)

// TCP is the global offload state in its three sources. Show is what is in
// force; whether Dump prints the active or the persistent store is not
// documented, and Registry holds values that Windows does not keep in step.
type TCP struct {
	Show     TCPSettings `json:"show,omitzero"`     // netsh interface tcp show global
	Dump     TCPSettings `json:"dump,omitzero"`     // netsh interface tcp dump
	Registry TCPSettings `json:"registry,omitzero"` // Services\Tcpip\Parameters
	// WMI is MSFT_NetOffloadGlobalSetting: numbers whose meaning is not
	// confirmed. Absent before Windows Server 2012.
	WMI TCPSettings `json:"wmi,omitzero"`
}

// TCPSettings is one source of global TCP settings.
type TCPSettings struct {
	Section
	Settings []TCPSetting `json:"settings,omitempty"`
	// Complete is set when the output was recognised as a whole, so that a
	// setting it does not list is known to be unsupported by this Windows.
	Complete bool `json:"complete,omitempty"`
}

// TCPSetting is one setting as its source spells the value.
type TCPSetting struct {
	Key   string `json:"key"`             // "chimney", "rss", "netdma", ...; a registry value's own name in Registry
	Value string `json:"value"`           // "enabled", "disabled", "automatic", ...; decimal in Registry; empty when it was not understood
	Label string `json:"label,omitempty"` // the row's label as printed, possibly localised
}

// Get returns the value of the setting named key.
func (t TCPSettings) Get(key string) (string, bool) {
	for _, s := range t.Settings {
		if s.Key == key {
			return s.Value, true
		}
	}
	return "", false
}

// Firewall holds the rule stores whose sum is the effective policy.
type Firewall struct {
	Local  FirewallStore `json:"local,omitzero"`  // Services\SharedAccess\Parameters\FirewallPolicy
	Policy FirewallStore `json:"policy,omitzero"` // SOFTWARE\Policies\Microsoft\WindowsFirewall
	// MDM is what mobile device management sets (Firewall CSP, MdmStore), in
	// Parameters\FirewallPolicy\Mdm. How it counts together with the others is not confirmed.
	MDM FirewallStore `json:"mdm,omitzero"`
}

// FirewallStore is one store of profiles and rules.
type FirewallStore struct {
	Section
	// Keys are the registry keys that were read, relative to the store: the
	// proof that a store without rules was looked into.
	Keys     []string          `json:"keys,omitempty"`
	Profiles []FirewallProfile `json:"profiles,omitempty"`
	Rules    []FirewallRule    `json:"rules,omitempty"`
	// Unparsed are rules whose text could not be understood; any of them could block.
	Unparsed []UnparsedRule `json:"unparsed,omitempty"`
	// Security are the connection security rules (ConSecRules).
	Security []SecurityRule `json:"security,omitempty"`
}

// FirewallProfile is one profile's settings; nil means that the value is not set.
type FirewallProfile struct {
	// Name is "domain", "private" or "public". The policy store may also have
	// "standard", which stands for private and public when neither has a key of
	// its own (MS-GPFAS). The local StandardProfile key is "private".
	Name                  string `json:"name"`
	EnableFirewall        *int   `json:"enable_firewall,omitempty"`
	DefaultInboundAction  *int   `json:"default_inbound_action,omitempty"` // 0 allow, 1 block (MS-FASP)
	DoNotAllowExceptions  *int   `json:"do_not_allow_exceptions,omitempty"`
	AllowLocalPolicyMerge *int   `json:"allow_local_policy_merge,omitempty"`
	DefaultOutboundAction *int   `json:"default_outbound_action,omitempty"` // 0 allow, 1 block (MS-FASP)
	// AllowLocalIPsecPolicyMerge is for connection security rules what
	// AllowLocalPolicyMerge is for the others.
	AllowLocalIPsecPolicyMerge *int `json:"allow_local_ipsec_policy_merge,omitempty"`
	// DisabledInterfaces are the adapters on which the firewall is off, as written:
	// "{GUID},{GUID}" (MS-GPFAS 2.2.3.15).
	DisabledInterfaces *string `json:"disabled_interfaces,omitempty"`
}

// FirewallRule is one rule string, parsed (MS-GPFAS 2.2.2.19).
type FirewallRule struct {
	ID              string   `json:"id"`                         // the registry value's name
	Action          string   `json:"action"`                     // "allow", "block", "bypass"; "exception": of the administrative templates
	Active          bool     `json:"active"`                     //
	Direction       string   `json:"direction"`                  // "in", "out"
	Protocol        int      `json:"protocol"`                   // IANA number; AnyProtocol for any
	Profiles        []string `json:"profiles,omitempty"`         // "domain", "private", "public"; empty means all
	LocalPorts      []string `json:"local_ports,omitempty"`      // "3343", "3000-4000", "RPC", ...; empty means any
	RemotePorts     []string `json:"remote_ports,omitempty"`     //
	LocalAddresses  []string `json:"local_addresses,omitempty"`  //
	RemoteAddresses []string `json:"remote_addresses,omitempty"` // empty means any; a keyword for IPv6 ends with KeywordV6
	Program         string   `json:"program,omitempty"`          // "System" is the kernel
	Service         string   `json:"service,omitempty"`          // "*" is any service
	Interfaces      []string `json:"interfaces,omitempty"`       // interface GUIDs; empty means all
	InterfaceTypes  []string `json:"interface_types,omitempty"`  // "Lan", "Wireless", "RemoteAccess"; empty means all
	Name            string   `json:"name,omitempty"`             // often a resource reference
	Group           string   `json:"group,omitempty"`            // EmbedCtxt
	// Conditions are further tokens as written: those that narrow the rule
	// (platform, ICMP types, packages, users, security), those that loosen it, and
	// those that are unknown or could not be understood.
	Conditions []string `json:"conditions,omitempty"`
}

// KeywordV6 is the end of an address keyword that is for IPv6, "LocalSubnet (IPv6)".
const KeywordV6 = " (IPv6)"

// AnyProtocol is the protocol number of a rule for every protocol (MS-FASP).
const AnyProtocol = 256

// UnparsedRule is a rule string that could not be understood.
type UnparsedRule struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
	// Terms are what could be understood nevertheless; Action and Direction are
	// empty when they could not. Nil: nothing.
	Terms *FirewallRule `json:"terms,omitempty"`
}

// SecurityRule is one connection security rule, parsed (MS-GPFAS 2.2.6.2). Its two
// endpoints stand for either side.
type SecurityRule struct {
	ID         string   `json:"id"`                   // the registry value's name
	Action     string   `json:"action"`               // "secureserver", "secure", "boundary", "donotsecure"; others as written
	Active     bool     `json:"active"`               //
	Protocol   int      `json:"protocol"`             // IANA number; AnyProtocol for any
	Profiles   []string `json:"profiles,omitempty"`   // "domain", "private", "public"; empty means all
	Endpoint1  []string `json:"endpoint1,omitempty"`  // addresses as those of a FirewallRule; empty means any
	Endpoint2  []string `json:"endpoint2,omitempty"`  //
	Ports1     []string `json:"ports1,omitempty"`     // empty means any
	Ports2     []string `json:"ports2,omitempty"`     //
	Conditions []string `json:"conditions,omitempty"` // all other tokens, as written
	// Reason is why the text could not be understood; what the rule has besides
	// is what could.
	Reason string `json:"reason,omitempty"`
}

// Cluster is MSCluster_Cluster as the node itself sees it. It is Absent on a
// node without the ClusSvc service.
type Cluster struct {
	Section
	Name string `json:"name,omitempty"`
	// Asked are the properties that were wanted. One that is in Asked but neither in
	// Properties nor in Refused does not exist in the node's Windows, or is null.
	Asked      []string       `json:"asked,omitempty"`
	Properties map[string]int `json:"properties,omitempty"`
	// Refused are properties with which the node refused the query. It answered
	// without them, so nothing is known of them.
	Refused []string `json:"refused,omitempty"`
}

// PropertyGap says why a property of a cluster that was collected was not read; zero
// when it was: it has a value, or is null, or the node's Windows does not have it.
func (c Cluster) PropertyGap(name string) Gap {
	is := func(other string) bool { return strings.EqualFold(name, other) }
	_, known := c.Properties[name]
	switch {
	case known:
		return Gap{}
	case slices.ContainsFunc(c.Refused, is):
		return GapDenied.Of(name + ", with which the node refused the query")
	case !slices.ContainsFunc(c.Asked, is):
		return GapNotCollected.Of(name + ", which the node was not asked for")
	}
	return Gap{}
}

// ClusterResources lists the types of the cluster's resources (HKLM\Cluster\Resources).
type ClusterResources struct {
	Section
	Types []string `json:"types,omitempty"` // sorted, without repetition
}

// Topology is cluster-wide: read on one node and compared on a second.
type Topology struct {
	Nodes      ClusterNodes      `json:"nodes,omitzero"`
	Networks   ClusterNetworks   `json:"networks,omitzero"`
	Interfaces ClusterInterfaces `json:"interfaces,omitzero"`
	Volumes    ClusterVolumes    `json:"volumes,omitzero"`
	Addresses  ClusterAddresses  `json:"addresses,omitzero"`
}

// ClusterNodes is MSCluster_Node.
type ClusterNodes struct {
	Section
	// Asked are the columns that were wanted. Documents of versions that did not ask for
	// weights have none.
	Asked []string      `json:"asked,omitempty"`
	Nodes []ClusterNode `json:"nodes,omitempty"`
	// Refused are columns with which the node refused the query. It answered
	// without them, so nothing is known of them.
	Refused []string `json:"refused,omitempty"`
	// Lacking are those of them that the class does not have: the node said that the query
	// with them is wrong.
	Lacking []string `json:"lacking,omitempty"`
}

// ClusterNode is one member.
type ClusterNode struct {
	Name  string `json:"name"`
	State int    `json:"state"` // MemberUp, ..., -1 unknown
	Build string `json:"build,omitempty"`
	// Status is StatusInformation, a mask of MemberIsolated and its like, and Drain
	// is NodeDrainStatus. Nil: the node's Windows has no such column, it was not
	// asked for, or it was null.
	Status *int `json:"status,omitempty"`
	Drain  *int `json:"drain,omitempty"` // 0 not initiated, 1 in progress, 2 completed, DrainFailed
	// Weight is NodeWeight, the votes that the member has been given, and Dynamic is
	// DynamicWeight, those that count at the moment: 0 or 1. Nil as above.
	Weight  *int `json:"weight,omitempty"`
	Dynamic *int `json:"dynamic_weight,omitempty"`
}

// DynamicQuorum is the property of MSCluster_Cluster that says whether the cluster takes
// votes from members that leave; it came with Windows Server 2012.
const DynamicQuorum = "DynamicQuorumEnabled"

// Columns of MSCluster_Node with the votes of a member. On Windows Server 2008 R2 the
// first comes with an update, the second is not there.
const (
	NodeWeight    = "NodeWeight"
	DynamicWeight = "DynamicWeight"
)

// Values of ClusterNode.State (clusapi.h, CLUSTER_NODE_STATE).
const (
	MemberUp      = 0
	MemberDown    = 1
	MemberPaused  = 2
	MemberJoining = 3
)

// Bits of ClusterNode.Status (clusapi.h, CLUSTER_NODE_STATUS).
const (
	MemberIsolated    = 1
	MemberQuarantined = 2
	MemberDrainFailed = 16
)

// Values of ClusterNode.Drain (clusapi.h, CLUSTER_NODE_DRAIN_STATUS).
const (
	DrainInProgress = 1
	DrainFailed     = 3
)

// ClusterNetworks is MSCluster_Network.
type ClusterNetworks struct {
	Section
	Networks []ClusterNetwork `json:"networks,omitempty"`
}

// ClusterNetwork is one network of the cluster.
type ClusterNetwork struct {
	Name    string `json:"name"`
	Address string `json:"address,omitempty"`
	Mask    string `json:"mask,omitempty"`
	Role    int    `json:"role"`  // 0 not used, 1 cluster only, 2 client only, 3 both
	State   int    `json:"state"` // 0 Unavailable, 1 Down, 2 Partitioned, 3 Up
}

// Values of ClusterNetwork.Role with which a network carries the cluster's own
// traffic. RoleBoth is the greatest of all roles.
const (
	RoleClusterOnly = 1
	RoleBoth        = 3
)

// ClusterInterfaces is MSCluster_NetworkInterface.
type ClusterInterfaces struct {
	Section
	Interfaces []ClusterInterface `json:"interfaces,omitempty"`
}

// ClusterInterface is one adapter that carries a cluster network.
type ClusterInterface struct {
	Name      string `json:"name"`
	Node      string `json:"node"`
	Network   string `json:"network"`
	Adapter   string `json:"adapter,omitempty"`
	AdapterID string `json:"adapter_id,omitempty"`
	Address   string `json:"address,omitempty"`
	State     int    `json:"state"` // only 3 is certain to mean Up: two sources disagree on the others
}
