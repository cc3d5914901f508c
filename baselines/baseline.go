package baselines

import "time"

// Format is the version of the YAML format.
const Format = 1

// Baseline is a resolved set of requirements. Its tags, and those of the types
// below it, are the format: see family for `section` and record for `baseline`.
// The order of the sections is that of a resolved file.
type Baseline struct {
	Name     string    `baseline:"name"` // with its overlays, "ws2019+role-hyperv"
	Title    string    `baseline:"title"`
	Reviewed time.Time `baseline:"reviewed"` // a date, UTC
	// SourcesRead is the day when the sources of updates and vulnerabilities were last
	// read, UTC; zero in a site's file that extends nothing.
	SourcesRead time.Time `baseline:"sources_read"`
	SourcesDays int       `baseline:"sources_days"` // how many days they count as current; 0: DefaultSourcesDays
	Extends     []string  // as written, nearest first
	AppliesTo   AppliesTo `baseline:"applies_to"`
	Notes       []string  `baseline:"notes"` // what a reader must know of the data, with sources
	// AllowRoots are the keys below HKLM\SOFTWARE that Site may read besides.
	AllowRoots []string `baseline:"allow_roots"`
	// FamiliesAt are the severities of whole families at some moments.
	FamiliesAt []FamilyAt `baseline:"at,keyed"`
	// Sources are the files that took part: overlays, the latest first, the file
	// itself, then what it extends.
	Sources []Source

	Hotfixes  []Hotfix       `section:"hotfixes,family=hotfix"`   // sorted by KB
	Lists     []List         `section:"lists,family=hotfix-list"` // sorted by KB
	Update    UpdateLevel    `section:"update"`
	Heartbeat Heartbeat      `section:"heartbeat"`
	Offload   []Offload      `section:"offload"`                 // sorted by setting
	Firewall  []FirewallRule `section:"firewall"`                // in the order of the file
	Services  []Service      `section:"services,family=service"` // sorted by name

	// What follows is sorted by subject.
	AdapterOffload []AdapterOffload `section:"adapter_offload"`
	Drivers        []Driver         `section:"driver"`
	AdapterPower   *AdapterPower    `section:"adapter_power,subject=power-down"` // nil: not required
	Teaming        []Teaming        `section:"teaming"`
	NetFT          *Requirement     `section:"netft,subject=adapter"` // the cluster's virtual adapter; nil: not required
	NetworkProfile NetworkProfile   `section:"network_profile"`
	Events         []Event          `section:"event"`
	Cluster        ClusterState     `section:"cluster"`
	Quorum         Quorum           `section:"quorum"`
	// ClusterValues are properties of the cluster that have nothing to do with heartbeats.
	ClusterValues   []HeartbeatProperty `section:"cluster_values,family=cluster-value"`
	ClusterNetworks []ClusterNetwork    `section:"cluster_network"`
	Time            Time                `section:"time"`
	IPv6            IPv6                `section:"ipv6"`
	Hardening       Hardening           `section:"hardening"`
	PendingReboot   *Requirement        `section:"pending_reboot,subject=restart"` // nil: not required
	Antivirus       Antivirus           `section:"antivirus"`
	Latency         []Latency           `section:"latency"`
	// Consistency is what the nodes of a cluster must have in common.
	Consistency []Consistency `section:"consistency"`
	Site        []SiteRule    `section:"site"` // sorted by name
}

// Source is one file of a resolved baseline.
type Source struct {
	Name     string    // the baseline's name
	File     string    // its path, or "embedded:ws2008r2-sp1.yaml"
	Digest   string    // "sha256:" and 64 hex digits
	Reviewed time.Time // a date, UTC
}

// AppliesTo says for which nodes `auto` picks a baseline. One without any build is
// there to be extended.
type AppliesTo struct {
	Build int `baseline:"build"` // CurrentBuild, 7601
	// From is the first of all builds that have no baseline of their own, 14393; 0
	// for a baseline that is made for one build.
	From    int    `baseline:"from"`
	Product string `baseline:"product"` // "server"
}

// Severity says how much a drift matters.
type Severity string

// Severities, the gravest first.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
	Info     Severity = "info"
)

// Severities lists them, the gravest first.
func Severities() []Severity { return []Severity{Critical, High, Medium, Low, Info} }

// Rank is 0 for Critical and grows as the severity falls.
func (s Severity) Rank() int {
	for i, v := range Severities() {
		if v == s {
			return i
		}
	}
	return len(Severities())
}

// Provenance says how well a value is founded.
type Provenance string

// Provenance values. A figure that is Unconfirmed never decides a verdict.
const (
	Sourced     Provenance = "sourced"     // read in the named reference
	Inferred    Provenance = "inferred"    // reasoned from sourced facts; not Microsoft's word
	Site        Provenance = "site"        // a site's own decision
	Unconfirmed Provenance = "unconfirmed" // general knowledge that no source confirms
)

// Requirement is what every line of a baseline has. Its texts are made from its
// values; see words.
type Requirement struct {
	ID         string     // the finding id, "hotfix/KB2552040"
	Title      string     `baseline:"title,required,aside"`
	Severity   Severity   `baseline:"severity,required,aside"`
	Why        string     `baseline:"why,required,trim,aside"` // why it matters
	Fix        Fix        `baseline:"fix,required,aside"`
	Reference  References `baseline:"reference,required,aside"`
	Provenance Provenance `baseline:"provenance,required,aside"` // of what it requires
	// Origin is where the requirement is first written, or the last place where a file
	// of a site changes it.
	Origin Position
	// Remedy fixes the drift without a person's decision; nil: there is none.
	Remedy *Remedy `baseline:"remedy,aside"`
	// At are the severities at some moments, FamilyAt those of the family.
	At       At `baseline:"at,aside"`
	FamilyAt At
	// LeadsTo are finding ids of what a drift brings about, those of events that name
	// the requirement in RelatedTo among them.
	LeadsTo []string `baseline:"leads_to,ids,aside"`
	// Brief is the fix in a few words, "install KB2552040"; empty: the values do not say
	// it, and the first sentence of the fix has to do.
	Brief string
}

// When narrows a requirement to some nodes; empty fields do not narrow.
type When struct {
	Installation string `baseline:"installation"`  // "core" or "full"
	ResourceType string `baseline:"resource_type"` // a cluster resource type that the cluster has, "Print Spooler"
}

// Hotfix is an update that a node should have.
type Hotfix struct {
	Requirement `baseline:",without=remedy"`
	KB          string `baseline:"kb,item,sorted,kb"` // "KB2552040"
	Reboot      bool   `baseline:"reboot,aside"`
	When        When   `baseline:"when,aside"`
	// SatisfiedBy are other proofs that the fix is on the node.
	SatisfiedBy SatisfiedBy `baseline:"satisfied_by,aside"`
	// MitigatedBy is what makes a node without the fix less grave.
	MitigatedBy Mitigation `baseline:"mitigated_by,aside"`
	// AcceptInstead are finding ids; the requirement also passes when one of them
	// does. That is a site's decision: no embedded baseline has any.
	AcceptInstead []string `baseline:"accept_instead,ids,aside"`
	Lists         []string // the list articles that name it, "KB2545685"
}

// Mitigation keeps a drift from doing its worst. The drift stays one.
type Mitigation struct {
	Findings []string `baseline:"findings,ids"` // finding ids; one that passes is enough
	Severity Severity `baseline:"severity"`     // of the drift then, where it is the lower one
}

// SatisfiedBy lists what carries the same fix.
type SatisfiedBy struct {
	Updates []Update `baseline:"updates"` // later updates that certainly carry it
	// MaybeIn are updates that may or may not carry it: with one of them on the
	// node, a missing id proves nothing.
	MaybeIn []Update    `baseline:"maybe_in"`
	Files   []FileFloor `baseline:"files"`
}

// Update is one update with the grounds for naming it.
type Update struct {
	KB         string     `baseline:"kb,kb"`
	Provenance Provenance `baseline:"provenance"`
	Reference  References `baseline:"reference"`
	// ListedOnly is set for one of a row of updates, such as monthly rollups: it
	// is looked for in the list of installed updates alone, not in the component
	// store.
	ListedOnly bool `baseline:"kbs,present"`
}

// FileFloor shows by a file's version whether a fix is on the node. It is
// compared inside the servicing branch only; a branch without a floor decides nothing.
type FileFloor struct {
	Path       string      `baseline:"path"` // "%SystemRoot%\Cluster\clussvc.exe"
	LDR        BranchFloor `baseline:"ldr"`
	GDR        BranchFloor `baseline:"gdr"`
	Provenance Provenance  `baseline:"provenance"`
	Reference  References  `baseline:"reference"`
}

// BranchFloor bounds one servicing branch. Versions between Without and With
// decide nothing. Both are empty when the branch has no floor.
type BranchFloor struct {
	With    string `baseline:"with"`    // this version and later ones of the branch carry the fix
	Without string `baseline:"without"` // this version and earlier ones of the branch lack it
}

// List is an article that names updates. It is never installed itself and is
// judged through its members.
type List struct {
	Requirement `baseline:",without=remedy,default=severity:info"` // the members carry the weight
	KB          string                                             `baseline:"kb,item,sorted,kb"`
	AsOf        time.Time                                          `baseline:"as_of,required"`                 // the date of the article's text, UTC
	Members     []string                                           `baseline:"members,required,kb,ids=hotfix"` // KBs, each with a Hotfix of its own, in the article's order
}

// Heartbeat holds the heartbeat requirements.
type Heartbeat struct {
	Properties []HeartbeatProperty `baseline:"properties"` // sorted by property
	// Order requires the same-subnet values not to exceed the cross-subnet ones; nil: not required.
	Order *Requirement `baseline:"order"`
	// SiteOrder requires the cross-subnet values not to exceed the cross-site ones; nil: not required.
	SiteOrder *SiteOrder `baseline:"site-order"`
	// Duration bounds how long the cluster waits for a node that is silent; nil: not required.
	Duration *HeartbeatDuration `baseline:"duration"`
	// Agreement requires the nodes of a cluster to report the same values; nil: not required.
	Agreement *Requirement `baseline:"agreement"`
}

// HeartbeatProperty is one MSCluster_Cluster property and its range, both ends inclusive.
type HeartbeatProperty struct {
	Requirement
	Property string `baseline:",subject,sorted"`      // "SameSubnetDelay"; delays are in ms, durations and periods in s
	Min      *int   `baseline:"min,required=min|max"` // nil: no bound
	Max      *int   `baseline:"max,required=min|max"`
	// Recommended is the value to set, where it is not the least one.
	Recommended *int `baseline:"recommended,aside"`
	// Default is the value of this Windows version.
	Default *int `baseline:"default,aside"`
	// Embedded says that embedded baselines alone wrote the bounds and the severity.
	// What a site file, a captured one among them, or an overlay wrote is not.
	Embedded bool
}

// SiteOrder requires the cross-subnet values not to exceed the cross-site ones.
type SiteOrder struct {
	Requirement
	// WithDefaults judges cross-site values that are the defaults of Windows, too: a
	// cluster without sites has them, whatever else is set.
	WithDefaults bool `baseline:"with_defaults,aside"`
}

// HeartbeatDuration bounds the delay times the threshold of each kind of pair, in seconds.
type HeartbeatDuration struct {
	Requirement
	SameSubnet  int `baseline:"same_subnet,required"`
	CrossSubnet int `baseline:"cross_subnet,required"`
	CrossSite   int `baseline:"cross_site,required"`
}

// Any is the accepted value that stands for each value that could be read.
const Any = "any"

// Offload is one global TCP setting.
type Offload struct {
	Requirement
	Setting string   `baseline:",subject,sorted"` // "chimney", "netdma", "rss"
	Want    []string `baseline:"want,required"`   // accepted values, "disabled"; "any" accepts each value that could be read
}

// FirewallRule is traffic that the effective policy must allow.
type FirewallRule struct {
	Requirement
	Name      string `baseline:"id,item"`                               // "cluster-udp-3343-in"
	Direction string `baseline:"direction,required"`                    // "in"
	Protocol  int    `baseline:"protocol,required,values=tcp:6 udp:17"` // IANA number
	LocalPort int    `baseline:"local_port,required"`                   // 3343
	// RemotePort is the port from which the traffic comes; 0: clients of TCP use an
	// ephemeral one, and of other senders it is not known.
	RemotePort int      `baseline:"remote_port"`
	Program    string   `baseline:"program,required"`  // "System" is the kernel, else a path
	Service    string   `baseline:"service"`           // service name or empty
	Profiles   []string `baseline:"profiles,required"` // "domain", "private", "public"
	// WithoutRule says what the absence of any active allow rule means: "drift",
	// or "accept" for those who follow KB2701206, by which the cluster service
	// opens the port itself. A matching block is drift either way.
	WithoutRule string `baseline:"without_rule,default=drift"`
}

// Service is a service and the states it may be in.
type Service struct {
	Requirement
	Name      string   `baseline:"name,item,sorted"`
	State     string   `baseline:"state,required=state|start_mode"`      // "running" or "stopped"; empty: any
	StartMode []string `baseline:"start_mode,required=state|start_mode"` // "auto", "manual", "disabled"; empty: any
}

// Consistency requires the nodes of a cluster to be alike in one thing.
type Consistency struct {
	Requirement
	// Subject is "os-build", "hotfixes", "offload", "firewall", "services", "drivers",
	// "smb-signing", "cluster-values", "network-profile" or "adapter-settings".
	Subject string `baseline:",subject,sorted"`
	// Keywords are the settings of adapters that are compared on every hardware,
	// "*JumboPacket"; OfOneKind are those that have a meaning of their own for each
	// hardware, "*SpeedDuplex".
	Keywords  []string `baseline:"keywords,required,only=adapter-settings"`
	OfOneKind []string `baseline:"of_one_kind,only=adapter-settings"`
}
