package checks

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// netftDriver is the driver of the cluster's virtual adapter.
const netftDriver = "NetFT"

func needNetFT(b *baselines.Baseline, r *facts.Request) {
	if b.NetFT != nil {
		r.Adapters = true
		r.Services = append(r.Services, facts.ClusterService)
		r.Drivers = append(r.Drivers, netftDriver)
	}
}

func netftFindings(_ *evaluation, s Subject) []Finding {
	if s.Baseline.NetFT == nil {
		return nil
	}
	return []Finding{judgeNetFT(s.Facts).finding(*s.Baseline.NetFT, "present and enabled")}
}

// judgeNetFT judges by the adapters that TCP/IP is bound to. The virtual adapter
// is in use only while the cluster service runs, so that before then neither its
// absence nor its state contradicts anything.
func judgeNetFT(n *facts.Node) verdict {
	if v, outside := outsideCluster(n); outside {
		return v
	}
	svc, missing := lookUpService(n.Services, facts.ClusterService)
	if !missing.IsZero() {
		return unknown("it is not known whether the node is in a cluster", missing)
	}
	ip := n.Adapters.IP
	if missing := ip.Gap("the adapters that TCP/IP is bound to", len(ip.Found)); !missing.IsZero() {
		return unknown("the adapters are not known", missing).with(netftState(n.Drivers)...)
	}
	present, enabled := virtualAdapter(ip)
	switch {
	case enabled:
		v := passed("enabled", "the virtual adapter is there and enabled", observed(ip.Section, "%s is bound to IP", netftDriver))
		return v.with(netftState(n.Drivers)...)
	case !isRunning(*svc):
		v := unknown("the virtual adapter is not in use, because the cluster service does not run",
			facts.GapUndecided.Of("the state of the virtual adapter while the cluster service runs"))
		return v.with(observed(n.Services.Section, "%s: state %s", svc.Name, svc.State)).with(netftState(n.Drivers)...)
	case present:
		v := drifted("disabled", "the virtual adapter is there, but IP is not enabled on it", observed(ip.Section, "%s without IP", netftDriver))
		return v.with(netftState(n.Drivers)...)
	}
	return withoutVirtualAdapter(n)
}

// withoutVirtualAdapter judges a node whose list of adapters is credible and has
// no virtual one. That the driver does not run either proves that the list left
// nothing out.
func withoutVirtualAdapter(n *facts.Node) verdict {
	ip := n.Adapters.IP
	seen := observed(ip.Section, "no %s among %s", netftDriver, wording.Counted(len(ip.Found), "adapter"))
	driver, missing := lookUpDriver(n.Drivers, netftDriver)
	var v verdict
	switch {
	case !missing.IsZero():
		v = unknown("no virtual adapter was found, which the state of its driver would confirm", missing)
	case driver != nil && driver.State == "":
		v = unknown("no virtual adapter was found, which the state of its driver would confirm", facts.GapLeftOut.Of("the state of the driver "+netftDriver))
	case driver == nil || !isRunning(*driver):
		v = drifted("missing", "there is no virtual adapter, and its driver does not run")
	default:
		v = unknown("no virtual adapter was found, though its driver runs", facts.GapContradiction.Of("the virtual adapter of a driver that runs"))
	}
	return v.with(seen).with(netftState(n.Drivers)...)
}

func virtualAdapter(ip facts.AdapterAddresses) (present, enabled bool) {
	for _, a := range ip.Found {
		if strings.EqualFold(a.Service, netftDriver) {
			present, enabled = true, enabled || a.IPEnabled
		}
	}
	return present, enabled
}

// netftState shows what is known of the driver.
func netftState(drivers facts.Drivers) []Evidence {
	driver, missing := lookUpDriver(drivers, netftDriver)
	switch {
	case !missing.IsZero():
		return nil
	case driver == nil:
		return []Evidence{observed(drivers.Section, "no driver %s among %d answered for", netftDriver, len(drivers.Asked))}
	}
	return []Evidence{observed(drivers.Section, "%s: state %s, start mode %s", driver.Name, driver.State, driver.StartMode)}
}
