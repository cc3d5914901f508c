package windows

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const (
	adapterClass   = `{4D36E972-E325-11CE-BFC1-08002BE10318}`
	keyAdapters    = `SYSTEM\CurrentControlSet\Control\Class\` + adapterClass
	keyConnections = `SYSTEM\CurrentControlSet\Control\Network\` + adapterClass
)

// putAdapters fills the device class of network adapters and the names of their
// connections. As on Windows, no one may open the class's sub-key Properties.
func (n *Node) putAdapters(root *regKey) error {
	class := root.create(keyAdapters)
	class.setText("", "Network adapters")
	class.setText("Class", "Net")
	class.set("IconPath", regMultiSZ, []string{`%systemroot%\system32\setupapi.dll,-5`})
	class.create(`Configuration\Driver`)
	class.create("Properties").denied = true
	for _, a := range n.everyAdapter() {
		a.put(class.create(fmt.Sprintf("%04d", a.key)))
		connection := root.create(keyConnections + `\` + a.guid() + `\Connection`)
		connection.setDWORD("DefaultNameResourceId", 1803)
		connection.setText("Name", a.Name)
	}
	root.create(keyConnections + `\Descriptions`)
	return n.checkAdapters()
}

func (a adapter) put(k *regKey) {
	for _, name := range slices.Sorted(maps.Keys(a.Keywords)) {
		k.setText(name, a.Keywords[name])
	}
	k.setDWORD("*IfType", 6)
	k.setDWORD("*MediaType", 0)
	k.setDWORD("*PhysicalMediaType", 14)
	k.setDWORD("Characteristics", a.flags)
	k.setText("ComponentId", a.Component)
	k.setText("DriverDate", a.Date)
	k.set("DriverDateData", regBinary, []byte{0, 128, 140, 163, 197, 148, 198, 1})
	k.setText("DriverDesc", a.description)
	k.setText("DriverVersion", a.Version)
	k.setText("NetCfgInstanceId", a.guid())
	if a.PnPCapabilities != nil {
		k.setDWORD("PnPCapabilities", *a.PnPCapabilities)
	}
	if !a.NoProvider {
		k.setText("ProviderName", a.Provider)
	}
	k.create("Ndi").setText("Service", a.Service)
	k.create("Linkage").set("RootDevice", regMultiSZ, []string{a.guid()})
}

func (a adapter) guid() string { return "{" + strings.ToUpper(a.id) + "}" }

// putIPv6 writes the parameters of IPv6.
func (n *Node) putIPv6(root *regKey) {
	k := root.create(`SYSTEM\CurrentControlSet\Services\Tcpip6\Parameters`)
	k.set("Dhcpv6DUID", regBinary, []byte{0, 1, 0, 1, 0, 0, 0, 0})
	if n.DisabledComponents != nil {
		k.setDWORD("DisabledComponents", *n.DisabledComponents)
	}
	k.create("Interfaces")
}
