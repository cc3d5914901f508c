package main

import (
	"embed"
	"os"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

//go:embed incident
var incident embed.FS

// demoLogs lays the logs of the demo into a temporary folder.
func demoLogs() (dir string, remove func(), err error) {
	dir, err = os.MkdirTemp("", "clusterdrift-demo-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) }
	entries, err := incident.ReadDir("incident")
	if err != nil {
		remove()
		return "", nil, err
	}
	for _, e := range entries {
		data, err := incident.ReadFile("incident/" + e.Name())
		if err == nil {
			err = os.WriteFile(dir+string(os.PathSeparator)+e.Name(), data, 0o600)
		}
		if err != nil {
			remove()
			return "", nil, err
		}
	}
	return dir, remove, nil
}

// demoFacts are what was collected from the node that flips: heartbeats are allowed in
// the Domain profile alone.
func demoFacts() []*facts.Node {
	at := time.Date(2011, 12, 12, 9, 0, 0, 0, time.UTC)
	collected := facts.Section{State: facts.Collected, Source: "the demo", At: at}
	absent := facts.Section{State: facts.Absent, Source: "the demo", At: at}
	on := 1
	n := &facts.Node{Format: facts.Format, Name: "HV02", Cluster: "FIELDREPORT", Started: at, Finished: at, Selection: &facts.Selection{}}
	n.OS = facts.OS{Section: collected, HostName: "HV02", Version: "6.1.7601", Build: 7601, ProductType: 3, WindowsDir: `C:\Windows`}
	n.Firewall = facts.Firewall{
		Local:  facts.FirewallStore{Section: collected, Rules: []facts.FirewallRule{demoRule()}},
		Policy: facts.FirewallStore{Section: absent}, MDM: facts.FirewallStore{Section: absent},
	}
	for _, name := range []string{"domain", "private", "public"} {
		n.Firewall.Local.Profiles = append(n.Firewall.Local.Profiles, facts.FirewallProfile{Name: name, EnableFirewall: &on, DefaultInboundAction: &on})
	}
	n.Services = facts.Services{Section: collected, Asked: []string{facts.FirewallService}, Found: []facts.Service{{Name: facts.FirewallService, State: "Running", StartMode: "Auto"}}}
	return []*facts.Node{n}
}

func demoRule() facts.FirewallRule {
	return facts.FirewallRule{
		ID: "ClusterHeartbeat", Action: "allow", Active: true, Direction: "in", Protocol: 17, Profiles: []string{"domain"},
		LocalPorts: []string{"3343"}, Program: "System", Name: "Synthetic rule for the domain alone",
	}
}
