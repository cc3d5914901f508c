package collector

import (
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// namedNode prints these values among the parameters of TCP/IP, and is a member of
// ad.contoso.example by WMI.
func namedNode(values ...string) *fakeNode {
	f := healthyNode().prints(remote.RegQuery(remote.KeyTCP), listing(remote.KeyTCP, append([]string{"EnableTCPA    REG_DWORD    0x0"}, values...), "Adapters"))
	f.rows["Win32_ComputerSystem"] = []remote.Row{{"DNSHostName": {"Node1"}, "Domain": {"ad.contoso.example"}, "PartOfDomain": {"true"}}}
	return f
}

func TestHostNames(t *testing.T) {
	const host, suffix = "Hostname    REG_SZ    Node1", "Domain    REG_SZ    contoso.example"
	noShell := namedNode(host, suffix).fails("run 1", remote.AccessDenied)
	workgroup := namedNode(host, suffix).fails("run 1", remote.AccessDenied)
	workgroup.rows["Win32_ComputerSystem"][0]["PartOfDomain"] = []string{"false"}
	denied := namedNode(host, suffix).fails("run 1", remote.AccessDenied).fails("Win32_ComputerSystem", remote.AccessDenied)
	tests := []struct {
		name, asked string
		node        *fakeNode
		request     facts.Request
		host        string
		domain      string // "?": not known
		queries     int    // of Win32_ComputerSystem
	}{
		{"by the shell", "node1.contoso.example", namedNode(host, suffix), facts.Request{TCP: true}, "Node1", "contoso.example", 0},
		{"by a shell that is used for something else", "node1.contoso.example", namedNode(host, suffix), facts.Request{Reboot: true}, "Node1", "contoso.example", 0},
		{"no suffix", "node1", namedNode(host, "Domain    REG_SZ    "), facts.Request{TCP: true}, "Node1", "", 0},
		{"no value", "node1", namedNode(host), facts.Request{TCP: true}, "Node1", "?", 0},
		{"not readable", "node1", namedNode().refuses(remote.RegQuery(remote.KeyTCP)), facts.Request{TCP: true}, "", "?", 0},
		{"without a shell, with a domain", "node1.contoso.example", noShell, facts.Request{TCP: true}, "Node1", "ad.contoso.example", 1},
		{"without a shell, by an address", "192.0.2.1", noShell, facts.Request{TCP: true}, "Node1", "ad.contoso.example", 1},
		{"without a shell, by a short name", "node1", noShell, facts.Request{TCP: true}, "", "?", 0},
		{"without a shell, in a workgroup", "node1.contoso.example", workgroup, facts.Request{TCP: true}, "Node1", "?", 1},
		{"without a shell and without the right", "node1.contoso.example", denied, facts.Request{TCP: true}, "", "?", 1},
		{"no shell is needed", "node1.contoso.example", namedNode(host, suffix), facts.Request{Services: []string{"ClusSvc"}}, "Node1", "ad.contoso.example", 1},
		{"no shell is needed, nor a domain", "node1", namedNode(host, suffix), facts.Request{Services: []string{"ClusSvc"}}, "", "?", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := &facts.Node{Name: tt.asked}
			tt.node.asked, tt.node.runs = nil, nil
			Collect(t.Context(), tt.node, n, func(facts.OS) facts.Request { return tt.request }, leads, fixedClock, nil)
			domain := "?"
			if n.OS.Domain != nil {
				domain = *n.OS.Domain
			}
			if n.OS.DNSHostName != tt.host || domain != tt.domain {
				t.Errorf("host name %q, domain %q", n.OS.DNSHostName, domain)
			}
			queries := len(slices.DeleteFunc(slices.Clone(tt.node.asked), func(q string) bool { return !strings.HasSuffix(q, "Win32_ComputerSystem") }))
			if queries != tt.queries || len(tt.node.runs) > 1 {
				t.Errorf("%d queries of Win32_ComputerSystem and %d lines: %q", queries, len(tt.node.runs), tt.node.asked)
			}
			roundTrip(t, n)
		})
	}
}
