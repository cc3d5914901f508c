package windows

import (
	"fmt"
	"maps"
	"slices"
)

// Keys below HKEY_LOCAL_MACHINE that a node's description fills.
const (
	keyCurrentVersion = `SOFTWARE\Microsoft\Windows NT\CurrentVersion`
	keyWindows        = `SOFTWARE\Microsoft\Windows\CurrentVersion`
	keyProfileList    = keyCurrentVersion + `\ProfileList`
	keyServicing      = `SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing`
	keyPackages       = keyServicing + `\Packages`
	keyAutoUpdate     = `SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update`
	keySessionManager = `SYSTEM\CurrentControlSet\Control\Session Manager`
	keyTCPParameters  = `SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`
	keyLocalFirewall  = `SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy`
	keyPolicies       = `SOFTWARE\Policies\Microsoft`
	keyCluster        = `Cluster`
	keyNetworks       = keyCurrentVersion + `\NetworkList\Profiles`
)

// registryTree builds HKEY_LOCAL_MACHINE as the description has it.
func (n *Node) registryTree() (*regKey, error) {
	root := newRegKey(localMachine)
	n.putIdentity(root)
	n.putPackages(root)
	n.putReboot(root)
	n.putTCP(root)
	n.putCluster(root)
	n.putNetworks(root)
	n.putIPv6(root)
	n.putTime(root)
	n.putHardening(root)
	putPower(root)
	n.putAntivirus(root)
	if err := n.putAdapters(root); err != nil {
		return nil, err
	}
	if err := n.putFirewall(root); err != nil {
		return nil, err
	}
	for _, v := range n.Registry {
		if err := putValue(root, v); err != nil {
			return nil, err
		}
	}
	return root, n.deny(root)
}

func (n *Node) putIdentity(root *regKey) {
	k := root.create(keyCurrentVersion)
	k.setText("CurrentVersion", n.OS.registryVersion())
	k.setText("CurrentBuild", fmt.Sprint(n.OS.Build))
	k.setText("CurrentBuildNumber", fmt.Sprint(n.OS.Build))
	k.setText("ProductName", n.OS.Caption)
	k.setText("SystemRoot", n.OS.windowsDir())
	if n.OS.ServicePack > 0 {
		k.setText("CSDVersion", n.OS.servicePackText())
	}
	if n.OS.UBR != nil {
		k.setDWORD("UBR", *n.OS.UBR)
	}
	programs, own := root.create(keyWindows), n.OS.variables()
	programs.setText("ProgramFilesDir", own["ProgramFiles"])
	programs.setText("ProgramFilesDir (x86)", own["ProgramFiles(x86)"])
	programs.setText("CommonFilesDir", own["CommonProgramFiles"])
	root.create(keyProfileList).setExpandable("ProgramData", `%SystemDrive%\ProgramData`)
	installation := "Server"
	if n.OS.Installation == "core" {
		installation = "Server Core"
	}
	k.setText("InstallationType", installation)
}

func (n *Node) putPackages(root *regKey) {
	packages := root.create(keyPackages)
	if n.StockPackages {
		packages.subkeys = slices.Clone(stockPackages())
	}
	for _, name := range slices.Sorted(maps.Keys(n.Packages)) {
		packages.create(name).setDWORD("CurrentState", n.Packages[name])
	}
	packages.denied = n.PackagesDenied
}

func (n *Node) putReboot(root *regKey) {
	root.create(keyAutoUpdate).setDWORD("AUOptions", 1)
	session := root.create(keySessionManager)
	session.setDWORD("CriticalSectionTimeout", 2592000)
	session.setDWORD("ProtectionMode", 1)
	if n.Reboot.CBS {
		root.create(keyServicing + `\RebootPending`)
	}
	if n.Reboot.WindowsUpdate {
		root.create(keyAutoUpdate + `\RebootRequired`)
	}
	if n.Reboot.FileRename {
		session.set("PendingFileRenameOperations", regMultiSZ, []string{`\??\C:\Windows\Temp\synthetic.tmp`, ""})
	}
}

func (n *Node) putTCP(root *regKey) {
	k := root.create(keyTCPParameters)
	k.setExpandable("DataBasePath", `%SystemRoot%\System32\drivers\etc`)
	k.setText("Domain", n.OS.Domain)
	k.setText("Hostname", n.hostName())
	k.setText("NV Hostname", n.hostName())
	k.setText("NameServer", "")
	k.setDWORD("IPEnableRouter", 0)
	for _, name := range slices.Sorted(maps.Keys(n.TCP.Registry)) {
		k.setDWORD(name, n.TCP.Registry[name])
	}
	n.putInterfaces(k.create("Interfaces"))
}

// putCluster loads the cluster hive, which is there only while the cluster
// service runs. Heartbeat values are in it when they are not at their default.
func (n *Node) putCluster(root *regKey) {
	if n.Cluster == nil || !n.running("ClusSvc") {
		return
	}
	k := root.create(keyCluster)
	k.setText("ClusterName", n.Cluster.Name)
	for _, name := range slices.Sorted(maps.Keys(n.Cluster.Properties)) {
		k.setDWORD(name, uint32(n.Cluster.Properties[name]))
	}
	quorum := k.create("Quorum")
	quorum.setDWORD("MaxQuorumLogSize", 4194304)
	quorum.setText("Path", "")
	quorum.setText("Resource", n.Cluster.quorumID())
	resources := k.create("Resources")
	for _, r := range n.Cluster.Resources {
		resource := resources.create(r.ID)
		resource.setText("Name", r.Name)
		resource.setText("Type", r.Type)
		parameters := resource.create("Parameters")
		if address := r.address(); address != "" {
			parameters.setText("Address", address)
			parameters.setDWORD("EnableDhcp", 0)
			parameters.setText("SubnetMask", "255.255.255.0")
		}
	}
}

// putNetworks makes the list of networks that the node ever met: the domain's.
func (n *Node) putNetworks(root *regKey) {
	k := root.create(keyNetworks)
	if n.OS.Domain == "" {
		return
	}
	network := k.create(n.domainNetwork())
	network.setText("ProfileName", n.OS.Domain)
	network.setText("Description", n.OS.Domain)
	network.setDWORD("Managed", 1)
	network.setDWORD("Category", 2) // domain
	network.setDWORD("NameType", 6) // wired
}

// deny marks the keys of the description; a key that does not exist is made.
func (n *Node) deny(root *regKey) error {
	for _, key := range n.Denied {
		path, ok := belowLocalMachine(key)
		if !ok {
			return fmt.Errorf("deny %q: not below %s", key, localMachine)
		}
		root.create(path).denied = true
	}
	return nil
}
