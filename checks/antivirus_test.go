package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func onAntivirus(change func(*facts.Antivirus)) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) { change(&n.Antivirus) }
}

func TestExclusions(t *testing.T) {
	paths := func(paths ...string) func(*facts.Node, *baselines.Baseline) {
		return onAntivirus(func(a *facts.Antivirus) { a.Local.Paths = paths })
	}
	processes := func(processes ...string) func(*facts.Node, *baselines.Baseline) {
		return onAntivirus(func(a *facts.Antivirus) { a.Local.Processes = processes })
	}
	noPolicy := onAntivirus(func(a *facts.Antivirus) { a.Policy = facts.Exclusions{Section: facts.Section{State: facts.Absent}} })
	service := func(state string) func(*facts.Node, *baselines.Baseline) {
		return changed(func(n *facts.Node) {
			n.Services.Found[2].State = state
			if state == "" {
				n.Services.Found = n.Services.Found[:2]
			}
		})
	}
	withoutFolder := changed(func(n *facts.Node) { n.OS.WindowsDir = "" })
	runCases(t, "antivirus/exclusions", []verdictCase{
		{name: "excluded", status: Pass, got: "excluded"},
		{name: "by variable", status: Pass, change: paths(`%WinDir%\cluster`)},
		{name: "a folder above", status: Pass, change: paths(`C:\Windows\`)},
		{name: "all in the folder", status: Pass, change: paths(`c:\windows\cluster\*`)},
		{name: "a folder below", status: Drift, got: `not excluded: %SystemRoot%\Cluster`, change: paths(`C:\Windows\Cluster\Reports`)},
		{name: "a folder of like name", status: Drift, change: paths(`C:\Windows\ClusterStorage`, `C:\Windows\Clus`)},
		{name: "nothing", status: Drift, change: then(then(paths(), processes()), noPolicy), got: `not excluded: %SystemRoot%\Cluster, %SystemRoot%\Cluster\clussvc.exe, rhs.exe`},
		{name: "process by its path", status: Pass, change: processes(`%SystemRoot%\Cluster\clussvc.exe`)},
		{name: "process of another folder", status: Drift, got: `not excluded: %SystemRoot%\Cluster\clussvc.exe`, change: processes(`D:\clussvc.exe`)},
		{name: "wildcard that may do", status: Unknown, missing: `c:\win*\cluster`, change: paths(`C:\win*\Cluster`)},
		{name: "wildcard elsewhere", status: Drift, change: paths(`D:\win*`, `C:\Windows\*\Logs`)},
		{name: "variable that may do", status: Unknown, missing: `%other%\cluster`, change: paths(`%OTHER%\Cluster`)},
		{name: "variable that cannot", status: Drift, change: paths(`%ProgramFiles%\Product`)},
		{name: "Windows folder not known, same words", status: Pass, change: then(withoutFolder, paths(`%windir%\CLUSTER`))},
		{name: "Windows folder not known", status: Unknown, missing: "Windows folder", change: withoutFolder},
		{name: "policy not read, which may set these aside", status: Unknown, missing: "policy was denied", change: then(processes("clussvc.exe", "rhs.exe"), onAntivirus(func(a *facts.Antivirus) { a.Policy = facts.Exclusions{Section: failed("policy")} }))},
		{name: "policy not read", status: Unknown, missing: "policy was denied", change: onAntivirus(func(a *facts.Antivirus) { a.Policy = facts.Exclusions{Section: failed("policy")} })},
		{name: "not read", status: Unknown, missing: "local was denied", change: onAntivirus(func(a *facts.Antivirus) { a.Local = facts.Exclusions{Section: failed("local")} })},
		{name: "a policy sets the node's own aside", status: Drift, reason: "DisableLocalAdminMerge", change: onAntivirus(func(a *facts.Antivirus) { a.Policy.LocalMergeOff = new(1) })},
		{name: "a policy has all of it", status: Pass, change: onAntivirus(func(a *facts.Antivirus) {
			a.Policy.LocalMergeOff, a.Policy.Paths, a.Policy.Processes = new(1), []string{`C:\Windows\Cluster`}, []string{"clussvc.exe", "rhs.exe"}
		})},
		{name: "a policy lets the node's own count", status: Pass, change: onAntivirus(func(a *facts.Antivirus) { a.Policy.LocalMergeOff = new(0) })},
		{name: "a policy says something else", status: Unknown, missing: "the meaning of DisableLocalAdminMerge, which is 2", change: onAntivirus(func(a *facts.Antivirus) { a.Policy.LocalMergeOff = new(2) })},
		{name: "managed elsewhere, too", status: Unknown, missing: "mobile device management", change: then(paths(), onAntivirus(func(a *facts.Antivirus) { a.Policy.Managed = true }))},
		{name: "turned off by policy, and running", status: Unknown, missing: "DisableAntiSpyware is 1", change: then(paths(), onAntivirus(func(a *facts.Antivirus) { a.Policy.Off = new(1) }))},
		{name: "turned off on the node, and stopped", status: NotApplicable, change: then(then(paths(), service("Stopped")), onAntivirus(func(a *facts.Antivirus) { a.Local.Off = new(1) }))},
		{name: "not turned off", status: Drift, change: then(paths(), onAntivirus(func(a *facts.Antivirus) { a.Policy.Off = new(0) }))},
		{name: "beside another scanner", status: Unknown, missing: "AMRunningMode", change: then(paths(), onAntivirus(func(a *facts.Antivirus) {
			a.Filters.Found = append(a.Filters.Found, facts.FilterDriver{Service: "vendor", Altitude: "321000"})
		}))},
		{name: "whether there is another scanner is not read", status: Unknown, missing: "filters was denied", change: then(paths(), onAntivirus(func(a *facts.Antivirus) { a.Filters = facts.FilterDrivers{Section: failed("filters")} }))},
		{name: "turned off", status: NotApplicable, reason: "turned off", change: then(paths(), service("Stopped"))},
		{name: "turned off, excluded all the same", status: Pass, change: service("Stopped")},
		{name: "not installed", status: NotApplicable, reason: "not installed", change: then(paths(), service(""))},
		{name: "starting", status: Unknown, missing: "Start Pending", change: then(paths(), service("Start Pending"))},
		{name: "whether it runs is not read", status: Unknown, missing: "services was denied", change: then(paths(), changed(func(n *facts.Node) { n.Services = facts.Services{Section: failed("services")} }))},
		{name: "no Defender", status: NotApplicable, change: onAntivirus(func(a *facts.Antivirus) { a.Local = facts.Exclusions{Section: facts.Section{State: facts.Absent}} })},
	})
}

func TestProducts(t *testing.T) {
	filter := func(service, altitude string) func(*facts.Node, *baselines.Baseline) {
		return onAntivirus(func(a *facts.Antivirus) {
			a.Filters.Found = append(a.Filters.Found, facts.FilterDriver{Service: service, Altitude: altitude})
		})
	}
	runCases(t, "antivirus/products", []verdictCase{
		{name: "Defender alone", status: Pass, got: "none"},
		{name: "another", status: Unknown, missing: "filter driver is vendor (altitude 320500.1)", change: filter("vendor", "320500.1")},
		{name: "first of the range", status: Unknown, change: filter("vendor", "320000")},
		{name: "below the range", status: Pass, change: filter("vendor", "319999.9")},
		{name: "above the range", status: Pass, change: filter("vendor", "329999")},
		{name: "no number", status: Unknown, missing: "the altitude of the filter driver vendor", change: filter("vendor", "high")},
		{name: "empty", status: Unknown, missing: "which no healthy node gives", change: onAntivirus(func(a *facts.Antivirus) { a.Filters.Found = nil })},
		{name: "not read", status: Unknown, missing: "filters was denied", change: onAntivirus(func(a *facts.Antivirus) { a.Filters.Section = failed("filters") })},
	})
}

// TestAutomaticExclusions: Defender excludes by itself what belongs to a role.
func TestAutomaticExclusions(t *testing.T) {
	automatic := func(n *facts.Node, b *baselines.Baseline) {
		b.Antivirus.Exclusions.Paths = append(b.Antivirus.Exclusions.Paths, `C:\ClusterStorage`)
		b.Antivirus.Exclusions.Processes = append(b.Antivirus.Exclusions.Processes, "vmms.exe")
		b.Antivirus.Exclusions.Automatic = []baselines.AutomaticExclusions{
			{Role: "Hyper-V", Service: "vmms", Processes: []string{`%SystemRoot%\System32\Vmms.exe`}},
			{Role: "Files", Paths: []string{`%SystemDrive%\ClusterStorage`}},
		}
		n.Services.Asked = append(n.Services.Asked, "vmms")
	}
	hyperV := onNode(func(n *facts.Node) {
		n.Services.Found = append(n.Services.Found, facts.Service{Name: "vmms", State: "Running"})
	})
	files := onAntivirus(func(a *facts.Antivirus) { a.Local.Paths = append(a.Local.Paths, `C:\ClusterStorage`) })
	off := onAntivirus(func(a *facts.Antivirus) { a.Local.AutomaticOff = new(1) })
	onAgain := onAntivirus(func(a *facts.Antivirus) { a.Policy.AutomaticOff = new(0) })
	runCases(t, "antivirus/exclusions", []verdictCase{
		{name: "the role is there", status: Pass, change: then(then(automatic, hyperV), files)},
		{name: "the role is not there", status: Drift, got: "not excluded: vmms.exe", change: then(automatic, files)},
		{name: "whether the role is there shows nowhere", status: Unknown, missing: "whether the role Files is installed", change: then(automatic, hyperV)},
		{name: "turned off", status: Drift, got: `not excluded: C:\ClusterStorage, vmms.exe`, change: then(then(automatic, hyperV), off)},
		{name: "turned on by policy", status: Pass, change: then(then(then(automatic, hyperV), files), then(off, onAgain))},
		{name: "the cluster itself", status: Drift, got: `not excluded: %SystemRoot%\Cluster`, change: then(then(then(automatic, hyperV), files), onAntivirus(func(a *facts.Antivirus) { a.Local.Paths = a.Local.Paths[1:] }))},
	})
}
