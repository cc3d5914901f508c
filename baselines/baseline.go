// Package baselines holds the knowledge of what a failover-cluster node should
// look like, as YAML with sources and review dates, and the code that loads it.
//
// In goes the name of an embedded baseline or a file; out comes a Baseline in
// which every `extends` is resolved and every value remembers the file and line
// it came from, or an error that names file, line, column and the nearest valid
// key. The package never judges a node and holds no KB number in Go.
package baselines

import "time"

// Format is the version of the YAML format.
const Format = 1

// Baseline is a resolved set of requirements.
type Baseline struct {
	Name      string // with its overlays, "ws2019+role-hyperv"
	Title     string
	Reviewed  time.Time // a date, UTC
	Extends   []string  // as written, nearest first
	AppliesTo AppliesTo
	Notes     []string // what a reader must know of the data, with sources
	// Sources are the files that took part: overlays, the latest first, the file
	// itself, then what it extends.
	Sources []Source

	Hotfixes  []Hotfix // sorted by KB
	Lists     []List   // sorted by KB
	Update    UpdateLevel
	Heartbeat Heartbeat
	Offload   []Offload      // sorted by setting
	Firewall  []FirewallRule // in the order of the file
	Services  []Service      // sorted by name
	// Consistency is what the nodes of a cluster must have in common, sorted by subject.
	Consistency []Consistency

	// What follows is sorted by subject.
	AdapterOffload  []AdapterOffload
	Drivers         []Driver
	AdapterPower    *AdapterPower // nil: not asked for
	Teaming         []Teaming
	NetFT           *Requirement // the cluster's virtual adapter; nil: not asked for
	NetworkProfile  NetworkProfile
	Events          []Event
	ClusterNetworks []ClusterNetwork
	IPv6            IPv6
	PendingReboot   *Requirement // nil: not asked for
	Antivirus       Antivirus
	Latency         []Latency
}

// Source is one file of a resolved baseline.
type Source struct {
	Name     string    // the baseline's name
	File     string    // its path, or "embedded:ws2008r2-sp1.yaml"
	Digest   string    // "sha256:" and 64 hex digits
	Reviewed time.Time // a date, UTC
}

// AppliesTo says for which nodes `auto` picks a baseline. A baseline without a
// build is one that others extend.
type AppliesTo struct {
	Build   int    // CurrentBuild, 7601
	Product string // "server"
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
	Unconfirmed Provenance = "unconfirmed" // general knowledge that nobody has confirmed
)

// Requirement is what every line of a baseline has.
type Requirement struct {
	ID         string // the finding id, "hotfix/KB2552040"
	Title      string
	Severity   Severity
	Why        string     // why it matters
	Fix        string     // how to mend it, with the exact command where there is one
	Reference  string     // where it comes from: an address or the name of the text
	Provenance Provenance // of the requirement itself
	Origin     Position   // where the requirement is first written
	// Remedy mends the drift without a person's decision; nil: there is no such thing.
	Remedy *Remedy
}

// When narrows a requirement to some nodes; empty fields do not narrow.
type When struct {
	Installation string // "core" or "full"
	ResourceType string // a cluster resource type that the cluster has, "Print Spooler"
}

// Hotfix is an update that a node should have.
type Hotfix struct {
	Requirement
	KB     string // "KB2552040"
	Reboot bool
	When   When
	// SatisfiedBy are other proofs that the fix is on the node.
	SatisfiedBy SatisfiedBy
	// AcceptInstead are finding ids; the requirement also passes when one of them does.
	AcceptInstead []string
	Lists         []string // the list articles that name it, "KB2545685"
}

// SatisfiedBy lists what carries the same fix.
type SatisfiedBy struct {
	Updates []Update // later updates that certainly carry it
	// MaybeIn are updates that may or may not carry it: with one of them on the
	// node, a missing id proves nothing.
	MaybeIn []Update
	Files   []FileFloor
}

// Update is one update with the grounds for naming it.
type Update struct {
	KB         string
	Provenance Provenance
	Reference  string
	// ListedOnly is set for one of a row of updates, such as monthly rollups: it
	// is looked for in the list of installed updates alone, not in the component
	// store.
	ListedOnly bool
}

// FileFloor tells by a file's version whether a fix is on the node. It is
// compared inside the servicing branch only; a branch without a floor decides nothing.
type FileFloor struct {
	Path       string // "%SystemRoot%\Cluster\clussvc.exe"
	LDR, GDR   BranchFloor
	Provenance Provenance
	Reference  string
}

// BranchFloor bounds one servicing branch. Versions between Without and With
// decide nothing. Both are empty when the branch has no floor.
type BranchFloor struct {
	With    string // this version and later ones of the branch carry the fix
	Without string // this version and earlier ones of the branch lack it
}

// List is an article that names updates. It is never installed itself and is
// judged through its members.
type List struct {
	Requirement
	KB      string
	AsOf    time.Time // the date of the article's text, UTC
	Members []string  // KBs, each with a Hotfix of its own, in the article's order
}

// Heartbeat holds the heartbeat requirements.
type Heartbeat struct {
	Properties []HeartbeatProperty // sorted by property
	// Order requires the same-subnet values not to exceed the cross-subnet ones; nil: not required.
	Order *Requirement
	// Agreement requires the nodes of a cluster to report the same values; nil: not required.
	Agreement *Requirement
}

// HeartbeatProperty is one MSCluster_Cluster property and its range, both ends inclusive.
type HeartbeatProperty struct {
	Requirement
	Property string // "SameSubnetDelay"; delays are in ms, thresholds in missed heartbeats
	Min, Max *int   // nil: no bound
	// Default is the value of this Windows version; being at it never fails.
	Default *int
}

// Offload is one global TCP setting.
type Offload struct {
	Requirement
	Setting string   // "chimney", "netdma", "rss"
	Want    []string // accepted values, "disabled"; "any" accepts each value that could be read
}

// FirewallRule is traffic that the effective policy must allow.
type FirewallRule struct {
	Requirement
	Name      string   // the id in the file, "cluster-udp-3343-in"
	Direction string   // "in"
	Protocol  int      // IANA number, 17
	LocalPort int      // 3343
	Program   string   // "System" is the kernel, else a path
	Service   string   // service name or empty
	Profiles  []string // "domain", "private", "public"
	// WithoutRule says what the absence of any active allow rule means: "drift",
	// or "accept" for those who follow KB2701206, by which the cluster service
	// opens the port itself. A matching block is drift either way.
	WithoutRule string
}

// Service is a service and the states it may be in.
type Service struct {
	Requirement
	Name      string
	State     string   // "running" or "stopped"; empty: any
	StartMode []string // "auto", "manual", "disabled"; empty: any
}

// Consistency requires the nodes of a cluster to be alike in one thing.
type Consistency struct {
	Requirement
	Subject string // "os-build", "hotfixes", "offload", "firewall", "services", "drivers" or "network-profile"
}
