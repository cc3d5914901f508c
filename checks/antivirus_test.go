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
		{name: "empty", status: Unknown, missing: "not credible", change: onAntivirus(func(a *facts.Antivirus) { a.Filters.Found = nil })},
		{name: "not read", status: Unknown, missing: "filters was denied", change: onAntivirus(func(a *facts.Antivirus) { a.Filters.Section = failed("filters") })},
	})
}
