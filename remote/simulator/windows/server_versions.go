package windows

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The nodes of this file are made after Server2008R2: the only member of
// a cluster of its own, and nothing that is asked of their version of Windows is
// lacking. The caller may change them freely. The ids of updates are real unless
// they start with KB9; when they were installed, and the revisions of packages,
// are synthetic.

// Server2012 describes a node that lacks nothing, with the members of
// list article 2784261.
func Server2012(name string) *Node {
	n := laterWindows(name, OS{Caption: "Microsoft Windows Server 2012 Datacenter", Build: build2012})
	n.install("6.2", `3185280 3062586 3018489 3048474 3004098 2916993 2929869 2913695 2878635 2894464 2838043
		2803748 2770917`)
	n.Cluster.Properties = raisedThresholds()
	return n
}

// Server2012R2 describes a node that lacks nothing, with the members of
// list article 2920151 for any cluster.
func Server2012R2(name string) *Node {
	n := laterWindows(name, OS{Caption: "Microsoft Windows Server 2012 R2 Datacenter", Build: build2012R2})
	n.install("6.3", "4284815 3137728 3179574 3172614 3091057 3013769 3000850 2919355")
	n.Cluster.Properties = raisedThresholds()
	return n
}

// Server2016 describes a node that lacks nothing.
func Server2016(name string) *Node {
	n := laterWindows(name, OS{Caption: "Microsoft Windows Server 2016 Datacenter", Build: build2016})
	n.update(9234, "5094122")
	return n
}

// Server2019 describes a node that lacks nothing.
func Server2019(name string) *Node {
	n := laterWindows(name, OS{Caption: "Microsoft Windows Server 2019 Datacenter", Build: build2019})
	n.update(8880, "5094123")
	return n
}

// Server2022 describes a node that lacks nothing.
func Server2022(name string) *Node {
	n := laterWindows(name, OS{Caption: "Microsoft Windows Server 2022 Datacenter", Build: build2022})
	n.update(5256, "5094128")
	return n
}

// Server2025 describes a node that lacks nothing.
func Server2025(name string) *Node {
	n := laterWindows(name, OS{Caption: "Microsoft Windows Server 2025 Datacenter", Build: build2025})
	n.update(32995, "5094125")
	return n
}

// laterWindows describes a node without updates. Its services, firewall rules
// and networks are those of every version; heartbeats are at their defaults.
func laterWindows(name string, os OS) *Node {
	n := Server2008R2(name)
	os.Domain, os.SKU, os.ProductType, os.Installation = n.OS.Domain, n.OS.SKU, n.OS.ProductType, n.OS.Installation
	os.WindowsDir, os.UpTime, os.Registered = n.OS.WindowsDir, n.OS.UpTime, n.OS.Registered
	n.OS = os
	n.Hotfixes, n.Packages, n.Files = nil, map[string]uint32{}, nil
	n.TCP = TCP{Rows: DefaultTCPRows(os.Build)}
	if os.Build >= build2016 {
		n.Defender = recommendedExclusions()
		n.Filters["WdFilter"] = "328010"
	}
	// From 2016 on no default of the history is certain.
	n.Cluster.Properties = map[string]int{"RouteHistoryLength": 40}
	return n
}

// raisedThresholds are the heartbeat settings recommended for 2012 and 2012 R2.
func raisedThresholds() map[string]int {
	return map[string]int{"SameSubnetThreshold": 10, "CrossSubnetThreshold": 20, "RouteHistoryLength": 20}
}

// install adds updates by number, separated by blanks, each with its package.
func (n *Node) install(version, kbs string) {
	for i, kb := range strings.Fields(kbs) {
		day := time.Date(2018, time.July, 1+i, 0, 0, 0, 0, time.UTC)
		n.Hotfixes = append(n.Hotfixes, Hotfix{
			ID: "KB" + kb, Description: "Update", InstalledBy: `CONTOSO\patching`, InstalledOn: day.Format("1/2/2006"),
		})
		n.Packages["Package_for_KB"+kb+"~31bf3856ad364e35~amd64~~"+version+".1.0"] = packageInstalled
	}
}

// update brings the node to a revision. As on every Windows from 2016 on, the
// list of updates holds the latest few, and the store does not name the
// cumulative update by its number.
func (n *Node) update(revision uint32, kb string) {
	n.OS.UBR = &revision
	for _, id := range slices.Concat([]string{kb}, syntheticUpdates()) {
		n.Hotfixes = append(n.Hotfixes, Hotfix{
			ID: "KB" + id, Description: "Security Update", InstalledBy: `NT AUTHORITY\SYSTEM`, InstalledOn: "6/20/2026",
		})
	}
	const signer = "~31bf3856ad364e35~amd64~~"
	n.Packages[fmt.Sprintf("Package_for_RollupFix%s%d.%d.1.5", signer, n.OS.Build, revision)] = packageInstalled
	n.Packages["Package_for_DotNetRollup_481"+signer+"10.0.9000.1"] = packageInstalled
	n.Packages["Package_for_KB"+syntheticUpdates()[0]+signer+fmt.Sprintf("%d.%d.1.0", n.OS.Build, revision)] = packageInstalled
}

// syntheticUpdates stand for the servicing stack, .NET and one more.
func syntheticUpdates() []string { return []string{"9000021", "9000022", "9000023"} }

const build2025 = 26100
