package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// A device without TCP/IP that carries no network of the cluster may be below a virtual
// switch: it passes or is unknown, and never drifts.
func TestDriverBelowSwitch(t *testing.T) {
	const id = "{00000000-0000-4000-8000-0000000000F1}"
	add := func(changes ...func(*facts.AdapterDriver)) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, b *baselines.Baseline) {
			for i := range b.Drivers {
				b.Drivers[i].BelowSwitch = true
			}
			d := *lanDriver(n)
			d.Key, d.ID, d.Name, d.Keywords = "0042", id, "VM traffic", map[string]string{"*VMQ": "1"}
			d.Version, d.Characteristics = "8.1", new(facts.AdapterPhysical)
			for _, change := range changes {
				change(&d)
			}
			n.Adapters.Drivers.Found = append(n.Adapters.Drivers.Found, d)
			row := *lanOf(n)
			row.ID, row.IPEnabled, row.Addresses = id, false, nil
			n.Adapters.IP.Found = append(n.Adapters.IP.Found, row)
		}
	}
	withIP := func(n *facts.Node, b *baselines.Baseline) {
		add()(n, b)
		n.Adapters.IP.Found[len(n.Adapters.IP.Found)-1].IPEnabled = true
	}
	unlisted := func(n *facts.Node, b *baselines.Baseline) {
		add()(n, b)
		n.Adapters.IP.Found[len(n.Adapters.IP.Found)-1].Service = ""
	}
	off := func(d *facts.AdapterDriver) { d.Keywords = map[string]string{"*VMQ": "0"} }
	noDetails := func(d *facts.AdapterDriver) { d.Detailed = false }
	virtual := func(d *facts.AdapterDriver) { d.Characteristics, d.Component = new(0x1), "vms_mp" }
	older := func(d *facts.AdapterDriver) { d.Characteristics, d.Component = nil, "" }
	runCases(t, "driver/queues", []verdictCase{
		{name: "old, on", change: add(), status: Unknown, missing: "whether VM traffic, which has no TCP/IP, is below a virtual switch"},
		{name: "old, off", change: add(off), status: Pass},
		{name: "no details", change: add(noDetails), status: Unknown, missing: "the settings of VM traffic"},
		{name: "a virtual adapter", change: add(virtual), status: Pass},
		{name: "what it is is not known", change: add(older), status: Unknown},
		{name: "with TCP/IP", change: withIP, status: Pass},
		{name: "no service, where one is named", change: unlisted, status: Unknown, missing: "the service of the driver"},
	})
}
