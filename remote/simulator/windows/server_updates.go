package windows

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

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

// octoberUpdate is in place of the cumulative update of October 2026, whose number no source
// names.
const octoberUpdate = "9000024"

// packageName is the name under which the servicing store keeps an update.
func packageName(kb string) string {
	return "Package_for_KB" + kb + "~31bf3856ad364e35~amd64~~6.1.1.0"
}

// removeUpdates takes updates off the node without a trace.
func (n *Node) removeUpdates(kbs ...string) {
	for _, kb := range kbs {
		n.Hotfixes = slices.DeleteFunc(n.Hotfixes, func(h Hotfix) bool { return h.ID == "KB"+kb })
		delete(n.Packages, packageName(kb))
	}
}
