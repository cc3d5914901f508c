package collector

import (
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestServicesAndDrivers(t *testing.T) {
	netft := remote.Row{"Name": {"netft"}, "State": {"Stopped"}, "StartMode": {"Disabled"}}
	control := remote.Row{"Name": {"TCPIP"}, "State": {"Running"}, "StartMode": {"Boot"}}
	other := remote.Row{"Name": {"Other"}, "State": {"Running"}, "StartMode": {"Auto"}}
	tests := []struct {
		name              string
		node              *fakeNode
		services, drivers string // names, or "-" for a failed section
	}{
		{"healthy", healthyNode(), "ClusSvc MpsSvc", "NetFT"},
		{"in any case", withRows("Win32_SystemDriver", netft, control), "ClusSvc MpsSvc", "netft"},
		{"twice", withRows("Win32_SystemDriver", netft, control, netft), "ClusSvc MpsSvc", "netft"},
		{"no driver is there", withRows("Win32_SystemDriver", control), "ClusSvc MpsSvc", ""},
		{"the class answers for services alone", withRows("Win32_SystemDriver"), "ClusSvc MpsSvc", "-"},
		{"the control driver is missing", withRows("Win32_SystemDriver", netft), "ClusSvc MpsSvc", "-"},
		{"the class answers for drivers alone", withRows("Win32_Service"), "-", "NetFT"},
		{"rows that were not requested", withRows("Win32_Service", other), "-", "NetFT"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := collect(t, tt.node, facts.Request{Services: []string{"ClusSvc", "MpsSvc"}, Drivers: []string{"NetFT", "Blfp"}})
			check := func(head facts.Section, found []facts.Service, want string) {
				var names []string
				for _, s := range found {
					names = append(names, s.Name)
				}
				switch {
				case want == "-" && (head.State != facts.Failed || head.Problem.Kind != kindNotCredible || found != nil):
					t.Errorf("%s: %+v, %q", head.State, head.Problem, names)
				case want != "-" && (head.State != facts.Collected || !slices.Equal(names, strings.Fields(want))):
					t.Errorf("%s: %+v, %q, want %q", head.State, head.Problem, names, want)
				}
			}
			check(n.Services.Section, n.Services.Found, tt.services)
			check(n.Drivers.Section, n.Drivers.Found, tt.drivers)
		})
	}
}

// Only the class of services is asked when no driver is in question, and one
// query is enough for both.
func TestServiceQueries(t *testing.T) {
	for want, request := range map[string]facts.Request{
		"Win32_Service WHERE Name='MpsSvc'":                                     {Services: []string{"MpsSvc"}},
		"Win32_BaseService WHERE Name='NetFT' OR Name='Tcpip'":                  {Drivers: []string{"NetFT"}},
		"Win32_BaseService WHERE Name='MpsSvc' OR Name='NetFT' OR Name='Tcpip'": {Services: []string{"MpsSvc"}, Drivers: []string{"NetFT"}},
	} {
		f := healthyNode()
		n := collect(t, f, request)
		if len(f.asked) != 2 || !strings.HasSuffix(f.asked[1], " FROM "+want) {
			t.Errorf("asked %q, want %s", f.asked, want)
		}
		if (n.Services.State != "") != (len(request.Services) > 0) || (n.Drivers.State != "") != (len(request.Drivers) > 0) {
			t.Errorf("%+v %+v", n.Services.Section, n.Drivers.Section)
		}
	}
}

// A missing ClusSvc proves nothing when no service answered at all.
func TestDriversAloneProveNoMissingCluster(t *testing.T) {
	n := collect(t, withRows("Win32_Service"), fullRequest())
	if n.ClusterOf.State != facts.Collected || n.Resources.State != facts.Collected {
		t.Errorf("%+v %+v", n.ClusterOf.Section, n.Resources.Section)
	}
}
