package facts

import "time"

// Format is the version of the JSON document. Readers refuse any other.
const Format = 1

// State reports whether a section can serve as evidence.
type State string

// A section that was not requested has the empty state.
const (
	// Collected: the source answered and the answer was understood.
	Collected State = "collected"
	// Absent: it is proven that the thing does not exist on the node.
	Absent State = "absent"
	// Failed: nothing is known; Problem says why.
	Failed State = "failed"
)

// Section is the head of every group of facts.
type Section struct {
	State   State     `json:"state,omitempty"`
	Source  string    `json:"source,omitempty"` // the query or command, as it was sent
	At      time.Time `json:"at,omitzero"`      // UTC
	Problem *Problem  `json:"problem,omitempty"`
}

// Gap says why the section cannot serve as evidence of something; it is zero when it
// can. One that was collected but has no rows is not evidence either: an empty
// answer is what a missing right or a stopped provider looks like.
func (s Section) Gap(what string, rows int) Gap {
	if s.State == Collected && rows > 0 {
		return Gap{}
	}
	if s.Source != "" {
		what += " (" + s.Source + ")"
	}
	switch {
	case s.Problem != nil && s.State != Collected:
		return s.Problem.gapKind().Of(what + ": " + s.Problem.Message)
	case s.State == Failed:
		return GapUnreadable.Of(what + ": could not be read")
	case s.State == Absent:
		return GapAbsent.Of(what + ": absent from the node")
	case s.State != Collected:
		return GapNotCollected.Of(what + ": not read")
	case rows == 0:
		return GapEmpty.Of(what + ": the answer was empty, which no healthy node gives")
	}
	return Gap{}
}

// Problem says why a node or a section could not be read.
type Problem struct {
	Kind    string `json:"kind"`           // one of the remote package's error kinds, or "not-credible"
	Message string `json:"message"`        // one sentence, no secret, no control characters
	Hint    string `json:"hint,omitempty"` // what to change on the node or in the command
}

// Node is everything that one scan learnt of one node.
type Node struct {
	Format  int    `json:"format"`
	Name    string `json:"name"`              // as the user named it
	Host    string `json:"host,omitempty"`    // the host name that the inventory expects to answer; empty: Name says it
	Cluster string `json:"cluster,omitempty"` // the cluster it was listed under, may be empty
	Address string `json:"address,omitempty"` // host:port that was dialled
	// ReadAs is the account that read the node: with Kerberos "user@REALM" as the
	// directory spells it (the owner of the credential cache, where there is one), the user
	// whom Windows logged on by itself as "current user " and the account, else the user as
	// it was given. Empty when the node was not logged on to, and with a certificate.
	ReadAs string `json:"read_as,omitempty"`
	// Selection is set when the user chose to read a part of the node's cluster. Without
	// it the nodes that were read together claim to be all members.
	Selection *Selection `json:"selection,omitempty"`
	// Baselines are the names or files the inventory names; empty means: choose by OS.
	Baselines []string `json:"baselines,omitempty"`
	// Moment is the occasion that the inventory names for the cluster, "before-update".
	Moment   string    `json:"moment,omitempty"`
	Started  time.Time `json:"started,omitzero"`  // UTC
	Finished time.Time `json:"finished,omitzero"` // UTC
	// Weaknesses say what of the way to the node would have let a third party
	// pose as it, or read along; in words for a report.
	Weaknesses []string `json:"weaknesses,omitempty"`
	// Problem is set when the node could not be read at all; then no section has a state.
	Problem *Problem `json:"problem,omitempty"`
	Traffic Traffic  `json:"traffic,omitzero"`

	OS        OS               `json:"os,omitzero"`
	Clock     Clock            `json:"clock,omitzero"`
	Time      TimeSource       `json:"time_source,omitzero"`
	Hotfixes  Hotfixes         `json:"hotfixes,omitzero"`
	Packages  Packages         `json:"packages,omitzero"`
	Files     Files            `json:"files,omitzero"`
	Reboot    Reboot           `json:"reboot,omitzero"`
	Services  Services         `json:"services,omitzero"`
	TCP       TCP              `json:"tcp,omitzero"`
	Firewall  Firewall         `json:"firewall,omitzero"`
	ClusterOf Cluster          `json:"cluster_properties,omitzero"`
	Resources ClusterResources `json:"cluster_resources,omitzero"`
	Topology  Topology         `json:"topology,omitzero"`
	Quorum    Quorum           `json:"quorum,omitzero"`
	Adapters  Adapters         `json:"adapters,omitzero"`
	Drivers   Drivers          `json:"drivers,omitzero"`
	IPv6      IPv6             `json:"ipv6,omitzero"`
	Hardening Hardening        `json:"hardening,omitzero"`
	Profiles  NetworkProfiles  `json:"network_profiles,omitzero"`
	Events    Events           `json:"events,omitzero"`
	Antivirus Antivirus        `json:"antivirus,omitzero"`
	// Site is what a site's own requirements look at, each target once, sorted by target.
	Site []Observed `json:"site,omitempty"`
	// Probes are the measurements that were requested: "latency".
	Probes  []string `json:"probes,omitempty"`
	Latency Latency  `json:"latency,omitzero"`
}

// ProbeLatency makes the nodes send ICMP echo requests to each other.
const ProbeLatency = "latency"

// Traffic counts what reading the node cost.
type Traffic struct {
	Messages    int   `json:"messages"`    // SOAP messages after authentication
	Requests    int   `json:"requests"`    // HTTP requests, the handshake included
	Connections int   `json:"connections"` // TCP connections
	BytesIn     int64 `json:"bytes_in"`
	BytesOut    int64 `json:"bytes_out"`
}

// OS is the identity of the node (Win32_OperatingSystem and
// HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion).
type OS struct {
	Section
	HostName string `json:"host_name,omitempty"` // CSName: the NetBIOS name, of at most 15 characters
	// DNSHostName is the whole host name and Domain the DNS suffix of the node,
	// which is its domain unless they are set apart (Services\Tcpip\Parameters, or
	// Win32_ComputerSystem without a shell). Domain is empty on a node that has
	// none, and nil where it was not read.
	DNSHostName string  `json:"dns_host_name,omitempty"`
	Domain      *string `json:"domain,omitempty"`
	// PartOfDomain reports whether the node has joined a domain
	// (Win32_ComputerSystem). It is nil where the node was not asked: while a
	// connected network is in the Domain category there is no need to.
	PartOfDomain *bool  `json:"part_of_domain,omitempty"`
	Caption      string `json:"caption,omitempty"`      // localised; for people only
	Version      string `json:"version,omitempty"`      // "6.1.7601"
	Build        int    `json:"build,omitempty"`        // 7601
	UBR          *int   `json:"ubr,omitempty"`          // update build revision; 2016 and later
	ServicePack  *int   `json:"service_pack,omitempty"` // 0: none; nil: the node did not say
	SKU          int    `json:"sku,omitempty"`          // OperatingSystemSKU
	ProductType  int    `json:"product_type,omitempty"` // ProductServer, ...
	// Installation is "core", "full", or empty when neither the SKU nor the registry says.
	Installation string    `json:"installation,omitempty"`
	Language     int       `json:"language,omitempty"` // LCID, 1033 is English (United States)
	WindowsDir   string    `json:"windows_dir,omitempty"`
	LastBoot     time.Time `json:"last_boot,omitzero"`
	// Installed is when this Windows was installed (InstallDate), UTC. It is zero where
	// the node did not say, and in documents of versions that did not ask.
	Installed time.Time `json:"installed,omitzero"`
}

// Hotfixes is Win32_QuickFixEngineering. It proves presence, never absence by
// itself; an empty list is not credible and is recorded as Failed.
type Hotfixes struct {
	Section
	Installed []Hotfix `json:"installed,omitempty"`
}

// Hotfix is one row of Win32_QuickFixEngineering.
type Hotfix struct {
	ID          string `json:"id"` // "KB2552040"
	Description string `json:"description,omitempty"`
	InstalledOn string `json:"installed_on,omitempty"` // as the node wrote it; its form varies
}

// Packages is what the Component Based Servicing store knows of the KBs in question.
type Packages struct {
	Section
	// Searched lists the KB ids whose absence from Found means that the store has no such package.
	Searched []string  `json:"searched,omitempty"`
	Found    []Package `json:"found,omitempty"`
}

// Package is one key below Component Based Servicing\Packages.
type Package struct {
	Name  string `json:"name"`
	KB    string `json:"kb"`              // "KB2552040"
	State *int   `json:"state,omitempty"` // CurrentState, nil when it could not be read
}

// Values of Package.State (CurrentState).
// Source: TechNet tip of the day 2015-10-12, "CBS servicing states".
const (
	PackageAbsent             = 0x00
	PackageUninstallPending   = 0x05
	PackageStaged             = 0x40
	PackageSuperseded         = 0x50
	PackageInstallPending     = 0x60
	PackagePartiallyInstalled = 0x65
	PackageInstalled          = 0x70
	PackagePermanent          = 0x80
)

// Files holds the versions of the files in question (CIM_DataFile).
type Files struct {
	Section
	Asked []string `json:"asked,omitempty"` // as in the baseline, "%SystemRoot%\Cluster\clussvc.exe"
	Found []File   `json:"found,omitempty"`
}

// File is one file that exists on the node.
type File struct {
	Path    string `json:"path"`    // the spelling of Asked
	Version string `json:"version"` // "6.1.7601.21928"; empty when the file has none
	Size    int64  `json:"size,omitempty"`
}

// Reboot reports whether an installation is pending a restart.
type Reboot struct {
	Section
	Signals []RebootSignal `json:"signals,omitempty"`
}

// RebootSignal is one of the places where Windows notes that a restart is pending.
type RebootSignal struct {
	Name    string `json:"name"` // "cbs", "windows-update" or "file-rename"
	Pending bool   `json:"pending"`
	Source  string `json:"source"`
}

// Services holds the services in question (Win32_Service).
type Services struct {
	Section
	Asked []string  `json:"asked,omitempty"`
	Found []Service `json:"found,omitempty"`
}

// Names of services that more than one section depends on.
const (
	ClusterService  = "ClusSvc"   // makes a node a cluster node
	FirewallService = "MpsSvc"    // puts the firewall's rules in force
	DefenderService = "WinDefend" // Microsoft Defender
)

// Service is one row of Win32_Service; but for DisplayName its values are not localised.
type Service struct {
	Name string `json:"name"`
	// DisplayName is what the service is called in the language of the node; empty in
	// documents of versions that did not ask.
	DisplayName string `json:"display_name,omitempty"`
	State       string `json:"state"`      // "Running", "Stopped", ...
	StartMode   string `json:"start_mode"` // "Auto", "Manual", "Disabled"
}

// Names of RebootSignal.Name.
const (
	RebootCBS           = "cbs"
	RebootWindowsUpdate = "windows-update"
	RebootFileRename    = "file-rename"
)
