package explain

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/collector"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// recorder is a session that notes what it is asked, in the words of the pages.
// Its answers are synthetic, and just good enough to be asked everything.
type recorder struct {
	version string // of Windows
	shell   bool   // whether the account may open one
	asked   []string
}

func (r *recorder) note(text string) {
	if !slices.Contains(r.asked, text) {
		r.asked = append(r.asked, text)
	}
}

func (r *recorder) Query(_ context.Context, namespace, wql string) ([]remote.Row, error) {
	r.note(namespace + ": " + wql)
	if strings.HasSuffix(wql, "MSCluster_NetworkInterface") {
		return []remote.Row{onNetwork("N1", "10.0.0.1"), onNetwork("N2", "10.0.0.2")}, nil
	}
	return []remote.Row{{
		"Version": {r.version}, "BuildNumber": {r.version[strings.LastIndex(r.version, ".")+1:]}, "WindowsDirectory": {`C:\Windows`},
		"CSName": {"N1"}, "HotFixID": {"KB1000001"}, "Name": {"ClusSvc"}, "Role": {"3"},
	}}, nil
}

// onNetwork is a network interface of the cluster, on the one network it has.
func onNetwork(node, address string) remote.Row {
	return remote.Row{"Name": {node}, "Node": {node}, "Network": {"ClusSvc"}, "Address": {address}}
}

func (r *recorder) Run(_ context.Context, cmds []remote.Command) ([]remote.Output, error) {
	if !r.shell {
		return nil, &remote.Error{Kind: remote.AccessDenied, Text: "no shell"}
	}
	outputs := make([]remote.Output, len(cmds))
	for i, c := range cmds {
		r.note(string(c))
		_, kb, search := strings.Cut(string(c), " /k /f ")
		switch {
		case search:
			outputs[i] = remote.Output{OK: true, Text: packageOf(kb)}
		case c == remote.RegQuery(remote.KeyQuorum):
			outputs[i] = remote.Output{OK: true, Text: quorumKey()}
		case strings.Contains(string(c), adapterClass):
			outputs[i] = remote.Output{OK: true, Text: adapterKey(string(c))}
		}
	}
	return outputs, nil
}

// packageOf is what reg.exe prints for a search that finds one package.
func packageOf(kb string) []byte {
	key := strings.Replace(remote.KeyPackages, "HKLM", "HKEY_LOCAL_MACHINE", 1)
	return []byte("\r\n" + key + `\Package_for_` + kb + "~31bf3856ad364e35~amd64~~6.1.1.0\r\n\r\n")
}

const adapterClass = `\SYSTEM\CurrentControlSet\Control\Class\{4D36E972-E325-11CE-BFC1-08002BE10318}`

// adapterKey is what reg.exe prints of a class that has one adapter.
func adapterKey(command string) []byte {
	const key = `HKEY_LOCAL_MACHINE` + adapterClass
	_, value, search := strings.Cut(command, " /s /v ")
	if !search {
		return []byte("\r\n" + key + "\r\n\r\n" + key + "\\0007\r\n")
	}
	return []byte("\r\n" + key + "\\0007\r\n    " + value + "    REG_SZ    {00000000-0000-4000-8000-000000000001}\r\n\r\n")
}

// quorumKey is what reg.exe prints of a cluster that has a witness.
func quorumKey() []byte {
	return []byte("\r\nHKEY_LOCAL_MACHINE\\Cluster\\Quorum\r\n    Resource    REG_SZ    00000000-0000-4000-8000-000000000001\r\n\r\n")
}

func (r *recorder) Echoes() int { return 0 }

func (r *recorder) RegistryKeys(_ context.Context, key string) ([]string, error) {
	r.note("StdRegProv.EnumKey " + key)
	return []string{"Packages"}, nil
}

func (r *recorder) RegistryValues(_ context.Context, key string) ([]string, error) {
	r.note("StdRegProv.EnumValues " + key)
	return []string{"EnableTCPChimney"}, nil
}

func (r *recorder) RegistryDWORD(_ context.Context, key, name string) (uint32, error) {
	r.note("StdRegProv.GetDWORDValue " + key + " " + name)
	return 0, nil
}

func (r *recorder) RegistryText(_ context.Context, key, name string) (string, error) {
	r.note("StdRegProv.GetStringValue " + key + " " + name)
	return `C:\X`, nil
}

func (r *recorder) ObservedKey(_ context.Context, v observe.Registry) ([]remote.RegistryValue, error) {
	r.note("StdRegProv.EnumValues " + v.Key)
	return []remote.RegistryValue{{Name: v.Value, Type: v.Type}}, nil
}

func (r *recorder) ObservedValue(_ context.Context, v observe.Registry) (facts.Datum, error) {
	r.note("StdRegProv." + remote.TypedCall(v.Type) + " " + v.Key + " " + v.Value)
	return facts.Datum{}, nil
}

func (r *recorder) ObservedRows(_ context.Context, queries ...observe.WQL) ([]remote.Row, error) {
	q := remote.UniteObserved(queries...)
	r.note(q.Namespace + ": " + remote.SelectObserved(q))
	return nil, nil
}

func (r *recorder) ObservedClass(context.Context, observe.WQL) (bool, error) { return true, nil }

// probing asks for the latency, too, where the baseline judges it.
func probing(b *baselines.Baseline) facts.Request {
	r := checks.Plan(b)
	if len(b.Latency) > 0 {
		r.PingRounds, r.Topology = 1, true
	}
	return r
}

// sent is everything that the collector sends to nodes of an old and a new
// Windows, with and without a shell, so that these baselines can be judged.
func sent(t *testing.T, of []*baselines.Baseline) []string {
	t.Helper()
	var all []string
	for _, b := range of {
		for _, version := range []string{"6.1.7601", "10.0.17763"} {
			for _, shell := range []bool{true, false} {
				r := &recorder{version: version, shell: shell}
				n := &facts.Node{}
				plan := func(facts.OS) facts.Request { return probing(b) }
				collector.Collect(t.Context(), r, n, plan, func() bool { return true }, time.Now, nil)
				if n.Problem != nil {
					t.Fatal(n.Problem.Message)
				}
				all = append(all, r.asked...)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
