package remote_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/collector"
	"github.com/clusterdrift/clusterdrift/remote/doctor"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
)

// asked is a session that notes what it is asked of the registry. Its answers are
// synthetic, and just good enough to be asked everything.
type asked struct {
	version  string // of Windows
	shell    bool   // whether the account may open one
	commands map[remote.Command]bool
	calls    map[[3]string]bool
}

func (a *asked) Query(context.Context, string, string) ([]remote.Row, error) {
	return []remote.Row{{
		"Version": {a.version}, "BuildNumber": {a.version[strings.LastIndex(a.version, ".")+1:]}, "WindowsDirectory": {`C:\Windows`},
		"CSName": {"N1"}, "HotFixID": {"KB1000001"}, "Name": {"ClusSvc"}, "Role": {"3"},
	}}, nil
}

func (a *asked) Run(_ context.Context, cmds []remote.Command) ([]remote.Output, error) {
	if !a.shell {
		return nil, &remote.Error{Kind: remote.AccessDenied}
	}
	outputs := make([]remote.Output, len(cmds))
	for i, c := range cmds {
		a.commands[c] = true
		outputs[i] = remote.Output{OK: true, Text: []byte(printed(string(c)))}
	}
	return outputs, nil
}

// printed is what reg.exe prints of a key with one update or one adapter; nothing
// for other commands.
func printed(command string) string {
	full := func(key string) string { return strings.Replace(key, "HKLM", "HKEY_LOCAL_MACHINE", 1) }
	_, text, search := strings.Cut(command, " /k /f ")
	_, value, tree := strings.Cut(command, " /s /v ")
	switch {
	case search && strings.Contains(command, remote.KeyPackages):
		return "\r\n" + full(remote.KeyPackages) + `\Package_for_` + strings.TrimPrefix(text, "Package_for_") + "~31bf3856ad364e35~amd64~~6.1.1.0\r\n\r\n"
	case !strings.Contains(command, remote.KeyAdapterClass):
		return ""
	case tree:
		return "\r\n" + full(remote.KeyAdapterClass) + "\\0007\r\n    " + value + "    REG_SZ    {00000000-0000-4000-8000-000000000001}\r\n\r\n"
	}
	return "\r\n" + full(remote.KeyAdapterClass) + "\r\n\r\n" + full(remote.KeyAdapterClass) + "\\0007\r\n"
}

func (a *asked) RegistryKeys(_ context.Context, key string) ([]string, error) {
	a.calls[[3]string{"EnumKey", key, ""}] = true
	return []string{"Packages"}, nil
}

func (a *asked) RegistryValues(_ context.Context, key string) ([]string, error) {
	a.calls[[3]string{"EnumValues", key, ""}] = true
	return []string{"DisableTaskOffload", "EnableRSS", "EnableTCPA", "EnableTCPChimney"}, nil
}

func (a *asked) RegistryDWORD(_ context.Context, key, name string) (uint32, error) {
	a.calls[[3]string{"GetDWORDValue", key, name}] = true
	return 0, nil
}

func (a *asked) RegistryText(_ context.Context, key, name string) (string, error) {
	method := "GetStringValue"
	if name == remote.ValueProgramData {
		method = "GetExpandedStringValue"
	}
	a.calls[[3]string{method, key, name}] = true
	return `C:\X`, nil
}

func (a *asked) ObservedKey(context.Context, observe.Registry) ([]remote.RegistryValue, error) {
	return nil, nil
}

func (a *asked) ObservedValue(context.Context, observe.Registry) (facts.Datum, error) {
	return facts.Datum{}, nil
}

func (a *asked) ObservedRows(context.Context, ...observe.WQL) ([]remote.Row, error) { return nil, nil }

func (a *asked) ObservedClass(context.Context, observe.WQL) (bool, error) { return true, nil }

func (a *asked) Echoes() int { return 0 }

// everythingAsked is what the collector asks of nodes of an old and a new Windows,
// with and without a shell, for every embedded baseline.
func everythingAsked(t *testing.T) *asked {
	t.Helper()
	a := &asked{commands: map[remote.Command]bool{}, calls: map[[3]string]bool{}}
	for _, name := range baselines.Names() {
		b, err := embedded(name)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, a.version = range []string{"6.1.7601", "10.0.17763"} {
			for _, a.shell = range []bool{true, false} {
				n := &facts.Node{}
				collector.Collect(t.Context(), a, n, func(facts.OS) facts.Request { return checks.Plan(b) }, func() bool { return true }, time.Now, nil)
				if n.Problem != nil {
					t.Fatalf("%s: %s", name, n.Problem.Message)
				}
			}
		}
	}
	a.shell = true
	collector.Collect(t.Context(), a, &facts.Node{}, func(facts.OS) facts.Request { return siteRequest() }, func() bool { return true }, time.Now, nil)
	return a
}

// siteRequest is for what a site's file may ask for and no embedded baseline does.
func siteRequest() facts.Request {
	r := facts.Request{Site: []observe.Target{{Cluster: observe.QuorumResourceType}}}
	for _, folder := range []string{"%ProgramFiles%", "%ProgramFiles(x86)%", "%CommonProgramFiles%", "%ProgramData%"} {
		r.Site = append(r.Site, observe.Target{File: &observe.File{Path: folder + `\Contoso\agent.exe`, Property: "version"}})
	}
	return r
}

// embedded loads a baseline by its name, an overlay upon one that it fits.
func embedded(name string) (*baselines.Baseline, error) {
	b, err := baselines.Load(name)
	if err != nil {
		return baselines.Load("ws2019", name)
	}
	return b, nil
}

// TestAllowListIsWhatIsUsed: the program asks for nothing that the allow-list does
// not have, and the allow-list has nothing that the program does not ask for.
func TestAllowListIsWhatIsUsed(t *testing.T) {
	a := everythingAsked(t)
	a.calls[doctorCall(t)] = true
	used := map[remote.RegistryRead]bool{}
	for c := range a.commands {
		if !strings.HasPrefix(string(c), "reg ") {
			continue
		}
		known := false
		for _, row := range remote.RegistryReads() {
			if row.Has(c) {
				used[row], known = true, true
			}
		}
		if !known {
			t.Errorf("%s is asked, but not on the allow-list", c)
		}
	}
	for _, row := range remote.RegistryReads() {
		if !used[row] {
			t.Errorf("%+v is on the allow-list, and never used", row)
		}
	}
	declared := remote.RegistryCalls()
	for call := range a.calls {
		if !declared[call] {
			t.Errorf("%v is asked, but not on the allow-list", call)
		}
	}
	for call := range declared {
		if !a.calls[call] {
			t.Errorf("%v is on the allow-list, and never used", call)
		}
	}
}

// requests notes the envelopes that go out.
type requests []string

func (r *requests) Trace(e remote.Exchange) { *r = append(*r, string(e.Request)) }

// doctorCall is the one read of the registry that the doctor makes.
func doctorCall(t *testing.T) [3]string {
	t.Helper()
	_, target := start(t, "", simulator.Options{})
	o := options()
	var sent requests
	o.Trace = &sent
	doctor.Examine(t.Context(), target, credentials(), o, time.Now)
	var found [][3]string
	for call := range remote.RegistryCalls() {
		method, key := "StdRegProv/"+call[0]+"<", "SubKeyName>"+strings.TrimPrefix(call[1], `HKLM\`)+"<"
		for _, envelope := range sent {
			if strings.Contains(envelope, method) && strings.Contains(envelope, key) {
				found = append(found, call)
			}
		}
	}
	if len(found) != 1 {
		t.Fatalf("the doctor makes the calls %v", found)
	}
	return found[0]
}
