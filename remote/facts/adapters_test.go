package facts

import "testing"

// Flags decide where they were read; a component only where they were not.
func TestIsDevice(t *testing.T) {
	for _, tt := range []struct {
		name      string
		flags     *int
		component string
		want      bool
	}{
		{"physical", new(0x84), "", true},
		{"virtual", new(0x81), "", false},
		{"virtual, and called like a device", new(0x81), `pci\ven_8086&dev_100f`, false},
		{"software enumerated", new(0x2), "", false},
		{"flags not read, a device of PCI", nil, `PCI\VEN_8086&DEV_100F`, true},
		{"flags not read, a device of USB", nil, `usb\vid_0bda&pid_8153`, true},
		{"flags not read, no device", nil, `root\netft`, false},
		{"nothing read", nil, "", false},
	} {
		if got := (AdapterDriver{Characteristics: tt.flags, Component: tt.component}).IsDevice(); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestKeyword(t *testing.T) {
	d := AdapterDriver{Keywords: map[string]string{"*RSS": "1", "*LsoV2IPv4": "1", "*lsov2ipv4": "0", "*LSOV2IPV6": "1", "*LsoV2IPv6": "1"}}
	for name, want := range map[string]string{"*rss": "1", "*LsoV2IPv4": "1 and 0", "*LsoV2IPv6": "1", "*RscIPv4": ""} {
		if got, ok := d.Keyword(name); got != want || ok != (want != "") {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
}

func TestCovers(t *testing.T) {
	for _, tt := range []struct {
		driver  AdapterDriver
		keyword string
		want    bool
	}{
		{AdapterDriver{Detailed: true, Further: true}, "*RSS", true},
		{AdapterDriver{Detailed: true, Further: true}, "vlanid", true},
		{AdapterDriver{Detailed: true, Further: true}, "TxIntDelay", false},
		{AdapterDriver{Detailed: true}, "*RSS", true},
		{AdapterDriver{Detailed: true}, "VlanID", false}, // a document that is older
		{AdapterDriver{}, "*RSS", false},
	} {
		if got := tt.driver.Covers(tt.keyword); got != tt.want {
			t.Errorf("%+v, %s: %v", tt.driver, tt.keyword, got)
		}
	}
}
