package collector

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// nodeOf2012 is the synthetic node with another build and a row of
// MSFT_NetOffloadGlobalSetting.
func nodeOf2012(rows ...remote.Row) *fakeNode {
	f := withRows("MSFT_NetOffloadGlobalSetting", rows...)
	f.rows["Win32_OperatingSystem"][0]["BuildNumber"] = []string{"9200"}
	return f
}

func TestTCPInWMI(t *testing.T) {
	row := remote.Row{"ReceiveSideScaling": {"1"}, "Chimney": {"0"}, "TaskOffload": {"1"}, "ReceiveSegmentCoalescing": {"1"}}
	f := nodeOf2012(row)
	wmi := collect(t, f, facts.Request{TCP: true}).TCP.WMI
	want := []facts.TCPSetting{{Key: "Chimney", Value: "0"}, {Key: "ReceiveSegmentCoalescing", Value: "1"}, {Key: "ReceiveSideScaling", Value: "1"}, {Key: "TaskOffload", Value: "1"}}
	if diff := cmp.Diff(want, wmi.Settings); diff != "" || wmi.State != facts.Collected {
		t.Errorf("%s (-want +got):\n%s", wmi.State, diff)
	}
	if query := "root/StandardCimv2: " + wmi.Source; f.asked[1] != query {
		t.Errorf("asked %q, want %q", f.asked[1], query)
	}
	for name, f := range map[string]*fakeNode{
		"no row":         nodeOf2012(),
		"two rows":       nodeOf2012(row, row),
		"only null":      nodeOf2012(remote.Row{}),
		"no number":      nodeOf2012(remote.Row{"Chimney": {"Disabled"}}),
		"below zero":     nodeOf2012(remote.Row{"Chimney": {"-1"}}),
		"an array":       nodeOf2012(remote.Row{"Chimney": {"0", "1"}}),
		"another answer": nodeOf2012(row).fails("MSFT_NetOffloadGlobalSetting", remote.NotFound),
	} {
		if wmi := collect(t, f, facts.Request{TCP: true}).TCP.WMI; wmi.State != facts.Failed || wmi.Settings != nil {
			t.Errorf("%s: %+v", name, wmi)
		}
	}
}

// Before Windows Server 2012 nothing is asked of a class that is not there.
func TestTCPInWMIBefore2012(t *testing.T) {
	f := healthyNode()
	wmi := collect(t, f, facts.Request{TCP: true}).TCP.WMI
	if wmi.State != facts.Absent || strings.Contains(strings.Join(f.asked, ""), "StandardCimv2") {
		t.Errorf("%+v, asked %q", wmi, f.asked)
	}
}
