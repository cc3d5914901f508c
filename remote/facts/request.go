package facts

import "github.com/clusterdrift/clusterdrift/remote/observe"

// Request names the sections to read from a node. The baseline decides
// it; the zero value requests the node's identity alone.
type Request struct {
	Hotfixes  bool     // Win32_QuickFixEngineering
	KBs       []string // ids to look up in the CBS store, "KB2552040"
	Files     []string // paths, "%SystemRoot%\Cluster\clussvc.exe"
	Reboot    bool
	Services  []string // service names
	TCP       bool
	Firewall  bool
	Cluster   []string // MSCluster_Cluster properties
	Resources bool     // the types of the cluster's resources
	Topology  bool     // networks and interfaces of the cluster; cluster-wide: asked of two of its nodes only
	Members   bool     // members of the cluster; cluster-wide, too
	Volumes   bool     // shared volumes of the cluster; cluster-wide, too
	Addresses bool     // addresses of the cluster's resources; cluster-wide, too
	// Quorum is the quorum resource of the cluster, and the votes of its members; cluster-wide,
	// too. Before Windows Server 2012 only nodes with an update know of votes, so each node is
	// asked for the members.
	Quorum bool

	Adapters  bool     // drivers and addresses of the network adapters
	Static    bool     // addresses that the network adapters are configured with
	Time      bool     // where the Windows Time service gets the time
	Drivers   []string // system drivers, "NetFT"
	IPv6      bool
	Hardening bool // what is refused of NTLM and SMB
	Profiles  bool // the profile of each network
	EventDays int  // the window of the event logs; 0: no events
	// OperationalDays is the window of the log that the cluster has of its own; 0: no
	// events of it.
	OperationalDays int
	Antivirus       bool
	PingRounds      int // echo requests to each address of the other nodes; 0: none

	// Site is what a site's own requirements look at, and SiteCluster what they look at of
	// the cluster as a whole; the latter is asked of two of its nodes only.
	Site, SiteCluster []observe.Target
}
