package windows

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// clusterNamespace builds root/MSCluster. While the cluster service does not
// run its classes have no instance.
func (n *Node) clusterNamespace() (namespace, error) {
	cluster, err := n.clusterTable()
	if err != nil {
		return nil, err
	}
	ns := namespace{}
	for _, t := range []*wmiTable{cluster, n.clusterNodes(), n.clusterNetworks(), n.clusterInterfaces(), n.clusterResources(), n.clusterVolumes()} {
		if !n.running("ClusSvc") {
			t.rows = nil
		}
		ns.add(t)
	}
	return ns, nil
}

// clusterClass is MSCluster_Cluster. Its property set grows with the version;
// that RouteHistoryLength came with 2012 and the cross-site pair and
// ClusterFunctionalLevel with 2016 is documented, the rest of the set is
// general knowledge. The embedded object PrivateProperties is left out.
func clusterClass(r release) *wmiClass {
	return r.class("MSCluster_Cluster", wmiColumns{
		wmiText: "Caption CreationClassName Description Fqdn MaintenanceFile Name NameFormat " +
			"PrimaryOwnerContact PrimaryOwnerName QuorumPath QuorumType SharedVolumesRoot Status",
		wmiNumber: "AddEvictDelay BackupInProgress ClusSvcHangTimeout ClusSvcRegroupOpeningTimeout " +
			"ClusSvcRegroupPruningTimeout ClusSvcRegroupStageTimeout ClusSvcRegroupTickInMilliseconds " +
			"ClusterGroupWaitDelay ClusterLogLevel ClusterLogSize CrossSubnetDelay CrossSubnetThreshold " +
			"DefaultNetworkRole EnableSharedVolumes FixQuorum HangRecoveryAction IgnorePersistentStateOnStartup " +
			"LogResourceControls NetftIPSecEnabled PlumbAllCrossSubnetRoutes QuorumArbitrationTimeMax " +
			"QuorumArbitrationTimeMin QuorumLogFileSize RequestReplyTimeout ResourceDllDeadlockPeriod " +
			"RootMemoryReserved SameSubnetDelay SameSubnetThreshold SecurityLevel ShutdownTimeoutInMinutes " +
			"WitnessDatabaseWriteTimeout WitnessRestartInterval",
		wmiTime:  "InstallDate",
		wmiTexts: "AdminExtensions NetworkPriorities Roles",
		wmiBytes: "Security Security_Descriptor",
	})
}

func (n *Node) clusterTable() (*wmiTable, error) {
	release := n.OS.release()
	t := &wmiTable{class: clusterClass(release).without(n.Cluster.Lacks)}
	row := wmiRow{
		"Caption": n.Cluster.Name, "CreationClassName": "MSCluster_Cluster", "Name": n.Cluster.Name,
		"QuorumType": "Majority", "SharedVolumesRoot": `C:\ClusterStorage`, "Status": "OK", "SecurityLevel": 1,
		"ClusterLogLevel": 3, "ClusterLogSize": 100, "DefaultNetworkRole": 2, "EnableSharedVolumes": 1,
		"NetftIPSecEnabled": 1, "PlumbAllCrossSubnetRoutes": 0, "ShutdownTimeoutInMinutes": 20,
		// A self-relative security descriptor without owner and lists.
		"Security": []byte{1, 0, 4, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
	}
	if n.Cluster.FQDN != "" {
		row["Fqdn"] = n.Cluster.FQDN
	}
	for name, value := range release.clusterDefaults {
		if _, ok := t.class.column(name); ok {
			row[name] = value
		}
	}
	for name, value := range n.Cluster.Properties {
		c, ok := t.class.column(name)
		if !ok || c.kind != wmiNumber {
			return nil, fmt.Errorf("cluster property %q does not exist on build %d", name, n.OS.Build)
		}
		row[c.name] = value
	}
	t.rows = []wmiRow{row}
	return t, nil
}

func (n *Node) clusterNodes() *wmiTable {
	release := n.OS.release()
	if release.weightUpdate != "" && n.hasUpdate(release.weightUpdate) {
		release.addColumns("MSCluster_Node", wmiNumber, "NodeWeight")
	}
	t := &wmiTable{class: release.class("MSCluster_Node", wmiColumns{
		wmiText: "Caption CreationClassName CSDVersion Description Id Name NameFormat NodeInstanceID " +
			"PrimaryOwnerContact PrimaryOwnerName Status",
		wmiNumber: "BuildNumber Characteristics Flags MajorVersion MinorVersion NodeHighestVersion NodeLowestVersion State",
		wmiTime:   "InstallDate",
		wmiTexts:  "Roles",
	}).without(n.Cluster.Lacks)}
	for i, member := range n.Cluster.Nodes {
		build := member.Build
		if build == 0 {
			build = n.OS.Build
		}
		var major, minor int
		// There are two numbers for every build.
		_, _ = fmt.Sscanf(releaseOf(build).kernel, "%d.%d", &major, &minor)
		row := wmiRow{
			"BuildNumber": build, "Caption": member.Name, "CreationClassName": "MSCluster_Node",
			"CSDVersion": n.OS.servicePackText(), "Id": fmt.Sprint(i + 1), "MajorVersion": major,
			"MinorVersion": minor, "Name": member.Name, "State": member.State, "Status": "OK",
		}
		for name, value := range map[string]int{
			"NodeWeight": orOne(member.Weight), "DynamicWeight": orOne(cmp.Or(member.DynamicWeight, member.Weight)),
			"NodeDrainStatus": member.Drain, "StatusInformation": member.Status,
		} {
			if _, ok := t.class.column(name); ok {
				row[name] = value
			}
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// hasUpdate reports whether the list of updates has one.
func (n *Node) hasUpdate(id string) bool {
	return slices.ContainsFunc(n.Hotfixes, func(h Hotfix) bool { return h.ID == id })
}

func orOne(n *int) int {
	if n == nil {
		return 1
	}
	return *n
}

func (n *Node) clusterNetworks() *wmiTable {
	t := &wmiTable{class: newWMIClass("MSCluster_Network", wmiColumns{
		wmiText:    "Address AddressMask Caption Description ID Name Status",
		wmiBool:    "AutoMetric",
		wmiNumber:  "Characteristics Flags Metric Role State",
		wmiTime:    "InstallDate",
		wmiTexts:   "IPv4Addresses IPv6Addresses",
		wmiNumbers: "IPv4PrefixLengths IPv6PrefixLengths",
	})}
	for i, network := range n.Cluster.Networks {
		t.rows = append(t.rows, wmiRow{
			"Address": network.Address, "AddressMask": network.Mask, "AutoMetric": true, "Caption": network.Name,
			"Description": "", "ID": syntheticGUID("network", i), "IPv4Addresses": []string{network.Address},
			"Metric": 1000 + 100*i, "Name": network.Name, "Role": network.Role, "State": network.State, "Status": "OK",
		})
	}
	return t
}

func (n *Node) clusterInterfaces() *wmiTable {
	t := &wmiTable{class: newWMIClass("MSCluster_NetworkInterface", wmiColumns{
		wmiText: "Adapter AdapterId Address Caption CreationClassName Description DeviceID Name Network Node " +
			"Status SystemCreationClassName SystemName",
		wmiBool:   "DhcpEnabled",
		wmiNumber: "Characteristics Flags State",
		wmiTime:   "InstallDate",
		wmiTexts:  "IPv4Addresses IPv6Addresses",
	})}
	for i, f := range n.Cluster.Interfaces {
		t.rows = append(t.rows, wmiRow{
			"Adapter": f.Adapter, "AdapterId": f.AdapterID, "Address": f.Address, "Caption": f.Name,
			"CreationClassName": "MSCluster_NetworkInterface", "Description": "", "DeviceID": syntheticGUID("interface", i),
			"DhcpEnabled": false, "IPv4Addresses": []string{f.Address}, "Name": f.Name, "Network": f.Network,
			"Node": f.Node, "State": f.State, "Status": "OK", "SystemName": f.Node,
		})
	}
	return t
}

func (n *Node) clusterResources() *wmiTable {
	t := &wmiTable{class: newWMIClass("MSCluster_Resource", wmiColumns{
		wmiText: "Caption Description Id Name OwnerGroup OwnerNode Status Type",
		wmiBool: "CoreResource DeleteRequiresAllNodes LocalQuorumCapable PersistentState QuorumCapable SeparateMonitor",
		wmiNumber: "Characteristics Flags IsAlivePollInterval LooksAlivePollInterval PendingTimeout ResourceClass " +
			"RestartAction RestartDelay RestartPeriod RestartThreshold RetryPeriodOnFailure State Subclass",
		wmiTime:  "InstallDate",
		wmiTexts: "CryptoCheckpoints RegistryCheckpoints RequiredDependencyTypes",
	})}
	for _, r := range n.Cluster.Resources {
		t.rows = append(t.rows, wmiRow{
			"Caption": r.Name, "CoreResource": strings.EqualFold(r.Group, coreGroup), "Id": r.ID,
			"Name": r.Name, "OwnerGroup": r.Group, "OwnerNode": r.Owner, "PendingTimeout": 180000,
			"State": r.State, "Status": "OK", "Type": r.Type,
		})
	}
	return t
}
