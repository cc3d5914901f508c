package windows

import (
	"slices"
	"strings"
)

func (n *Node) services() *wmiTable {
	t := &wmiTable{class: serviceClass(n.OS.release())}
	_, delays := t.class.column("DelayedAutoStart")
	for i, s := range n.allServices() {
		row := s.row("Win32_Service", n.hostName())
		row["ServiceType"], row["StartName"] = "Share Process", "LocalSystem"
		row["CheckPoint"], row["WaitHint"], row["ProcessId"] = 0, 0, 0
		if s.State == "Running" {
			row["ProcessId"] = 800 + 4*i
		}
		if delays {
			row["DelayedAutoStart"] = false
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// allServices are those of the description, the cluster's by its name in the language
// of the node, and that of a Microsoft Defender which was added to Windows.
func (n *Node) allServices() []Service {
	all := slices.Clone(n.Services)
	named := func(name string) int {
		return slices.IndexFunc(all, func(s Service) bool { return strings.EqualFold(s.Name, name) })
	}
	if i := named(clusterService); i >= 0 && all[i].DisplayName == english().clusterService {
		if t, err := textsOf(n.Language); err == nil {
			all[i].DisplayName = t.clusterService
		}
	}
	if n.Defender != nil && !n.OS.release().defender && named(defenderService().Name) < 0 {
		all = append(all, defenderService())
	}
	return all
}

const clusterService = "ClusSvc"

func defenderService() Service {
	return Service{Name: "WinDefend", DisplayName: "Windows Defender Service", State: "Running", StartMode: "Auto", Path: `C:\Program Files\Windows Defender\MsMpEng.exe`}
}

func (n *Node) systemDrivers() *wmiTable {
	t := &wmiTable{class: systemDriverClass()}
	for _, s := range n.Drivers {
		row := s.row("Win32_SystemDriver", n.hostName())
		row["ServiceType"] = "Kernel Driver"
		t.rows = append(t.rows, row)
	}
	return t
}

// baseServices has both kinds, with the properties that they have in common.
func (n *Node) baseServices() *wmiTable {
	t := &wmiTable{class: newWMIClass("Win32_BaseService", baseServiceColumns())}
	for _, s := range n.allServices() {
		t.rows = append(t.rows, s.row("Win32_Service", n.hostName()))
	}
	for _, s := range n.Drivers {
		t.rows = append(t.rows, s.row("Win32_SystemDriver", n.hostName()))
	}
	return t
}

// row gives the properties that services and drivers have in common.
func (s Service) row(class, host string) wmiRow {
	display := s.DisplayName
	if display == "" {
		display = s.Name
	}
	running := s.State == "Running"
	exit := 0
	if !running {
		exit = 1077 // never started since the boot
	}
	return wmiRow{
		"AcceptPause": false, "AcceptStop": running, "Caption": display, "CreationClassName": class,
		"Description": display, "DesktopInteract": false, "DisplayName": display, "ErrorControl": "Normal",
		"ExitCode": exit, "Name": s.Name, "PathName": s.Path, "ServiceSpecificExitCode": 0, "Started": running,
		"StartMode": s.StartMode, "State": s.State, "Status": "OK",
		"SystemCreationClassName": "Win32_ComputerSystem", "SystemName": host, "TagId": 0,
	}
}
