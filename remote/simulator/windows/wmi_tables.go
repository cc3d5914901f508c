package windows

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// namespaces builds every WMI table of a node that is started at a time.
func (n *Node) namespaces(lcid int, started time.Time, now func() time.Time) (map[string]namespace, error) {
	cimv2 := namespace{}
	cimv2.add(n.operatingSystem(lcid, started, now))
	cimv2.add(n.computerSystem())
	cimv2.add(n.quickFixEngineering())
	cimv2.add(n.services())
	cimv2.add(n.systemDrivers())
	cimv2.add(n.baseServices())
	cimv2.add(n.adapterConfigurations())
	cimv2.add(n.dataFiles())
	cimv2.add(n.pingStatus())
	all := map[string]namespace{"root/cimv2": cimv2}
	if n.OS.release().standardCimv2 {
		standard := namespace{}
		standard.add(n.connectionProfiles())
		standard.add(n.offloadGlobalSetting())
		all["root/standardcimv2"] = standard
	}
	if n.Cluster != nil {
		cluster, err := n.clusterNamespace()
		if err != nil {
			return nil, err
		}
		all["root/mscluster"] = cluster
	}
	return all, n.addDescribedTables(all)
}

func (n *Node) operatingSystem(lcid int, started time.Time, now func() time.Time) *wmiTable {
	dir, build := n.OS.windowsDir(), fmt.Sprint(n.OS.Build)
	row := wmiRow{
		"BuildNumber": build, "BuildType": "Multiprocessor Free", "Caption": n.OS.Caption,
		"CreationClassName": "Win32_OperatingSystem", "CSCreationClassName": "Win32_ComputerSystem",
		"CSName": n.netBIOSName(), "Debug": false, "Description": "", "Distributed": false,
		"CurrentTimeZone": 0, "Locale": fmt.Sprintf("%04x", lcid),
		"Manufacturer": "Microsoft Corporation", "MaxNumberOfProcesses": 4294967295,
		"Name": n.OS.Caption + "|" + dir + `|\Device\Harddisk0\Partition1`, "OperatingSystemSKU": n.OS.SKU,
		"OSArchitecture": n.OS.architecture(), "OSLanguage": lcid, "OSType": 18, "Primary": true,
		"ProductType": n.OS.ProductType, "RegisteredUser": n.OS.Registered,
		"ServicePackMajorVersion": n.OS.ServicePack, "ServicePackMinorVersion": 0, "Status": "OK",
		"SystemDirectory": dir + `\system32`, "SystemDrive": dir[:2], "Version": n.OS.version(),
		"FreePhysicalMemory": uint64(12582912), "TotalVisibleMemorySize": uint64(33554432),
		"WindowsDirectory": dir,
	}
	if n.OS.ServicePack > 0 {
		row["CSDVersion"] = n.OS.servicePackText()
	}
	row["InstallDate"] = n.OS.installed(started)
	if boot := n.OS.lastBoot(started); !boot.IsZero() {
		row["LastBootUpTime"] = boot
	}
	return &wmiTable{class: operatingSystemClass(n.OS.release()), made: func(*wqlCondition) []wmiRow {
		answer := maps.Clone(row)
		if !n.OS.NoLocalTime {
			answer["LocalDateTime"] = now()
		}
		return []wmiRow{answer}
	}}
}

func (o OS) architecture() string {
	if o.Architecture != "" {
		return o.Architecture
	}
	return "64-bit"
}

func (n *Node) computerSystem() *wmiTable {
	row := wmiRow{
		"BootupState": "Normal boot", "Caption": n.netBIOSName(), "CreationClassName": "Win32_ComputerSystem",
		"Description": "AT/AT COMPATIBLE", "DNSHostName": n.hostName(), "Manufacturer": "Synthetic",
		"Model": "Simulated node", "Name": n.netBIOSName(), "NumberOfLogicalProcessors": 16,
		"NumberOfProcessors": 2, "PauseAfterReset": -1, "Status": "OK", "SystemType": "x64-based PC",
		"TotalPhysicalMemory": uint64(34359738368), "Roles": []string{"LM_Workstation", "LM_Server", "NT", "Server_NT"},
	}
	if n.OS.Domain != "" {
		row["Domain"], row["DomainRole"], row["PartOfDomain"] = n.OS.Domain, 3, true
	} else {
		row["Domain"], row["DomainRole"], row["PartOfDomain"], row["Workgroup"] = "WORKGROUP", 2, false, "WORKGROUP"
	}
	return &wmiTable{class: computerSystemClass(), rows: []wmiRow{row}}
}

func (n *Node) quickFixEngineering() *wmiTable {
	t := &wmiTable{class: quickFixEngineeringClass()}
	if n.HotfixesEmpty {
		return t
	}
	for _, h := range n.Hotfixes {
		t.rows = append(t.rows, wmiRow{
			"Caption": "", "CSName": n.netBIOSName(), "Description": h.Description, "FixComments": "",
			"HotFixID": h.ID, "InstalledBy": h.InstalledBy, "InstalledOn": h.InstalledOn,
			"ServicePackInEffect": "",
		})
	}
	return t
}

// kernel is a file that every Windows has.
const kernel = `%SystemRoot%\System32\ntoskrnl.exe`

// dataFiles has the described files and the kernel. Like Windows it gives their
// paths in lower case.
func (n *Node) dataFiles() *wmiTable {
	t := &wmiTable{class: dataFileClass(), onlyByName: true}
	files := map[string]string{kernel: n.OS.version() + ".0"}
	maps.Copy(files, n.Files)
	for _, described := range slices.Sorted(maps.Keys(files)) {
		name := strings.ToLower(n.OS.expandPath(described))
		slashed := strings.ReplaceAll(name, `\`, "/")
		base, extension := path.Base(slashed), strings.TrimPrefix(path.Ext(slashed), ".")
		row := wmiRow{
			"Archive": true, "Caption": name, "CreationClassName": "CIM_LogicalFile", "CSName": n.netBIOSName(),
			"CSCreationClassName": "Win32_ComputerSystem", "Description": name, "Drive": name[:min(2, len(name))],
			"Extension": extension, "FileName": strings.TrimSuffix(base, "."+extension),
			"FileSize": uint64(1048576), "FSName": "NTFS", "Manufacturer": "Microsoft Corporation", "Name": name,
			"Readable": true, "Status": "OK", "Writeable": true,
			"LastModified": time.Date(2014, time.December, 1, 12, 0, 0, 0, time.UTC),
		}
		if v := files[described]; v != "" {
			row["Version"] = v
		}
		t.rows = append(t.rows, row)
	}
	return t
}
