package collector

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

func adaptersOf(t *testing.T, f *fakeNode) facts.AdapterDrivers {
	t.Helper()
	return collect(t, f, facts.Request{Adapters: true}).Adapters.Drivers
}

// However a search ends, an adapter that it did not meet is not lost in silence.
func TestAdapterSearches(t *testing.T) {
	const all, failed = 3, -1
	ids := func(text string) *fakeNode { return healthyNode().prints(classValue(interfaceGUID), text) }
	id := func(found ...string) string { return classSearch(interfaceGUID, "REG_SZ", found...) }
	german := id("0000", tunnelID, "0007", lanID, "0012", heartbeatID)
	german = strings.Replace(german, "ERROR: Access is denied.", "FEHLER: Zugriff verweigert", 1)
	german = strings.Replace(german, "End of search: 3 match(es) found.", "Suche beendet: 3 Übereinstimmung(en) gefunden.", 1)
	whole := id("0000", tunnelID, "0007", lanID, "0012", heartbeatID)
	tests := []struct {
		name string
		node *fakeNode
		want int // adapters
	}{
		{"healthy", healthyNode(), all},
		{"in German", ids(german), all},
		{"the search succeeds", ids(searchOf(remote.KeyAdapterClass, interfaceGUID, "REG_SZ", "0000", tunnelID, "0007", lanID, "0012", heartbeatID)), all},
		{"the error comes first", ids("ERROR: Access is denied.\r\n" + whole), all},
		{"the error ends the search", ids(whole[:strings.Index(whole, "End")]), all},
		{"an adapter without interface", ids(id("0000", tunnelID, "0012", heartbeatID)), all - 1},
		{"the search stops before the last", ids(id("0000", tunnelID, "0007", lanID)), failed},
		{"the search finds nothing", ids(id()), failed},
		{"the search prints an error alone", ids("ERROR: Access is denied.\r\n"), failed},
		{"the search prints nothing", ids(""), failed},
		{"no GUID", ids(id("0000", tunnelID, "0007", "x", "0012", heartbeatID)), failed},
		{"the error is in the data", ids(strings.Replace(whole, heartbeatID+"\r\n", heartbeatID+"\r\nERROR: Access is denied.\r\n", 1)), failed},
		{"the error is before the data", ids(strings.Replace(whole, "\\0007\r\n", "\\0007\r\nERROR: Access is denied.\r\n", 1)), failed},
		{"neither interface nor description", ids(id("0000", tunnelID, "0012", heartbeatID)).
			prints(classValue(driverText), classSearch(driverText, "REG_SZ", "0000", "a", "0012", "c")), failed},
		{"no descriptions", healthyNode().prints(classValue(driverText), classSearch(driverText, "REG_SZ")), failed},
		{"a description of two lines", healthyNode().prints(classValue(driverText),
			classSearch(driverText, "REG_SZ", "0000", "a", "0007", "b\r\nc", "0012", "c")), failed},
		{"the listing fails", healthyNode().refuses(remote.RegQuery(remote.KeyAdapterClass)), failed},
		{"the listing is empty", healthyNode().prints(remote.RegQuery(remote.KeyAdapterClass), "\r\n"), failed},
		{"the listing lacks an adapter that the search met", healthyNode().prints(remote.RegQuery(remote.KeyAdapterClass),
			listing(remote.KeyAdapterClass, nil, "0000", "Properties")), all},
		{"there is no adapter", ids(id()).prints(classValue(driverText), classSearch(driverText, "REG_SZ")).
			prints(remote.RegQuery(remote.KeyAdapterClass), listing(remote.KeyAdapterClass, nil, "Properties")), failed},
		{"deeper keys are none", ids(strings.Replace(whole, "End of", full(remote.KeyAdapterClass)+"\\0099\\Ndi\r\n    NetCfgInstanceId    REG_SZ    x\r\n\r\nEnd of", 1)), all},
		{"no components and no names", healthyNode().refuses(classValue(componentID), remote.RegQueryTreeValue(remote.KeyAdapterNames, connectionName)), all},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := adaptersOf(t, tt.node)
			if tt.want == failed {
				if d.State != facts.Failed || d.Problem.Kind != kindNotCredible && d.Problem.Kind != "malformed" || d.Found != nil {
					t.Errorf("%s with %d adapters", d.State, len(d.Found))
				}
				return
			}
			if d.State != facts.Collected || len(d.Found) != tt.want {
				t.Errorf("%s, %d adapters, %+v", d.State, len(d.Found), d.Problem)
			}
		})
	}
}

func TestAdapterDetails(t *testing.T) {
	seven := adapterListing("0007")
	with := func(values ...string) *fakeNode {
		return healthyNode().prints(seven, listing(adapterKey("0007"), values))
	}
	tests := []struct {
		name     string
		node     *fakeNode
		detailed []string
	}{
		{"healthy", healthyNode(), []string{"0007", "0012"}},
		{"denied", healthyNode().refuses(seven), []string{"0012"}},
		{"of another adapter", with(keyValues(heartbeatID)...), []string{"0012"}},
		{"without the interface", with("*RSS    REG_SZ    1"), []string{"0012"}},
		{"power as text", with(keyValues(lanID, "PnPCapabilities    REG_SZ    24")...), []string{"0012"}},
		{"with an error", healthyNode().prints(seven, listing(adapterKey("0007"), keyValues(lanID))+"\r\nx\r\n\r\ny\r\n"), []string{"0012"}},
		{"second line fails", healthyNode().fails("run 2", remote.Timeout), nil},
		{"Characteristics not read", healthyNode().refuses(classValue(characteristics)).
			prints(adapterListing("0000"), listing(adapterKey("0000"), keyValues(tunnelID))), []string{"0000", "0007", "0012"}},
		{"Characteristics not read, addresses neither", withRows("Win32_NetworkAdapterConfiguration").refuses(classValue(characteristics)), []string{"0007", "0012"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := adaptersOf(t, tt.node)
			var detailed []string
			for _, a := range d.Found {
				if a.Detailed {
					detailed = append(detailed, a.Key)
				} else if a.Keywords != nil || a.PnPCapabilities != nil || a.Version != "" {
					t.Errorf("%s has details: %+v", a.Key, a)
				}
			}
			if d.State != facts.Collected || !slices.Equal(detailed, tt.detailed) {
				t.Errorf("%s, details of %q, want %q", d.State, detailed, tt.detailed)
			}
		})
	}
}

// A node with hundreds of adapters is asked for the details of a few, and of
// those first that carry IP.
func TestManyAdapters(t *testing.T) {
	var numbers, ids, texts, flags []string
	for i := range 300 {
		number := fmt.Sprintf("%04d", i)
		numbers = append(numbers, number)
		ids = append(ids, number, fmt.Sprintf("{698E50A9-4F58-4D86-B61D-%012X}", i))
		texts = append(texts, number, "Synthetic")
		flags = append(flags, number, "0x4")
	}
	f := withRows("Win32_NetworkAdapterConfiguration", remote.Row{"SettingID": {ids[2*299+1]}, "IPEnabled": {"true"}})
	f.prints(remote.RegQuery(remote.KeyAdapterClass), listing(remote.KeyAdapterClass, nil, numbers...)).
		prints(classValue(interfaceGUID), classSearch(interfaceGUID, "REG_SZ", ids...)).
		prints(classValue(driverText), classSearch(driverText, "REG_SZ", texts...)).
		prints(classValue(characteristics), classSearch(characteristics, "REG_DWORD", flags...))
	if d := adaptersOf(t, f); d.State != facts.Collected || len(d.Found) != 300 {
		t.Fatalf("%s, %d adapters", d.State, len(d.Found))
	}
	if asked := f.runs[1]; len(asked) != maxDetails || asked[0] != adapterListing("0299") || asked[1] != adapterListing("0000") {
		t.Errorf("%d details, first %s", len(asked), asked[0])
	}
}

// Every adapter of a recorded class is found, with what its key has.
func TestRecordedAdapters(t *testing.T) {
	tests := []struct {
		name, file, device string
		adapters           int
		keywords           map[string]string
		power              *int
	}{
		{"Windows 7", "registry/regipy_SYSTEM__4D36E972-E325-11CE-BFC1-08002BE10318.reg", "0007", 13,
			map[string]string{"*TCPChecksumOffloadIPv4": "3", "*LsoV1IPv4": "1", "*MediaType": "0"}, nil},
		{"Windows 10", "registry/regipy_SYSTEM_B__4D36E972-E325-11CE-BFC1-08002BE10318.reg", "0002", 15,
			map[string]string{"*PriorityVLANTag": "0", "*IfType": "71"}, new(16)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := adaptersOf(t, recordedClass(t, tt.file))
			if d.State != facts.Collected || len(d.Found) != tt.adapters {
				t.Fatalf("%s, %d adapters, %+v", d.State, len(d.Found), d.Problem)
			}
			i := slices.IndexFunc(d.Found, func(a facts.AdapterDriver) bool { return a.Key == tt.device })
			a := d.Found[i]
			if !a.Detailed || a.Version == "" || a.Date == "" || a.Description == "" || a.Component == "" {
				t.Errorf("%+v", a)
			}
			for name, want := range tt.keywords {
				if got, ok := a.Keyword(strings.ToUpper(name)); !ok || got != want {
					t.Errorf("%s is %q, %v, want %q", name, got, ok, want)
				}
			}
			if diff := cmp.Diff(tt.power, a.PnPCapabilities); diff != "" {
				t.Errorf("PnPCapabilities (-want +got):\n%s", diff)
			}
		})
	}
}

// recordedClass is a node with the adapters of a recorded hive, as reg.exe would
// print them.
func recordedClass(t *testing.T, file string) *fakeNode {
	t.Helper()
	f := healthyNode()
	var names []string
	found := map[string][]string{}
	for _, k := range corpus.Registry(t, file) {
		_, name, _ := strings.Cut(k.Path, `8002BE10318}\`)
		if name == "" {
			_, name, _ = strings.Cut(k.Path, `8002be10318}\`)
		}
		if name == "" || strings.Contains(name, `\`) {
			continue
		}
		names = append(names, name)
		k.Path = full(adapterKey(name))
		f.prints(adapterListing(name), "\r\n"+k.String())
		for _, v := range k.Values {
			found[v.Name] = append(found[v.Name], name, v.Data)
		}
	}
	f.prints(remote.RegQuery(remote.KeyAdapterClass), listing(remote.KeyAdapterClass, nil, names...))
	for _, value := range []string{interfaceGUID, driverText, componentID, characteristics} {
		kind := map[bool]string{true: "REG_DWORD", false: "REG_SZ"}[value == characteristics]
		f.prints(classValue(value), classSearch(value, kind, found[value]...))
	}
	return f
}
