package inventory

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
)

// TestFromMembers reaches members as the node that named them, but for what is its own.
func TestFromMembers(t *testing.T) {
	asked := Node{"HV01", "ONE", "HV01.Contoso.example", Settings{Port: 15986, Transport: "https", Auth: "ntlm", User: "audit",
		SPN: "HTTP/own", TLSPin: somePin, TLSServerName: "own", CAFile: "ca.pem"}, []string{"site.yaml"}, ""}
	s := Settings{Port: 15986, Transport: "https", Auth: "ntlm", User: "audit", CAFile: "ca.pem"}
	for _, tt := range []struct{ address, member, want string }{
		{"HV01.Contoso.example", "HV02", "hv02.contoso.example"},
		{"HV01.Contoso.example.", "HV02", "hv02.contoso.example"},
		{"HV01", "HV02", "HV02"},
		{"HV01.", "HV02", "HV02"},
		{"192.0.2.1", "HV02", "HV02"},
		{"127.1", "HV02", "HV02"},
		{"0x7f.0x1", "HV02", "HV02"},
		{"2001:db8::1", "HV02", "HV02"},
		{"HV01.Contoso.example", "HV02.CONTOSO.example", "hv02.contoso.example"},
		{"hv01.contoso.example.", "HV02.CONTOSO.EXAMPLE", "hv02.contoso.example"},
		{"узел1.пример", "УЗЕЛ2.ПРИМЕР", "узел2.пример"},
	} {
		asked.Address = tt.address
		got, err := FromMembers("TWO", []string{tt.member}, asked, false)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Node{{tt.member, "TWO", tt.want, s, []string{"site.yaml"}, ""}}, got); diff != "" {
			t.Errorf("%s: %s", tt.address, diff)
		}
	}
}

// TestFromMembersOfAnotherDomain refuses members outside the domain of the host
// that names them, by name and with the flag that allows them.
func TestFromMembersOfAnotherDomain(t *testing.T) {
	tests := []struct {
		name, address string
		members       []string
		text, hint    string
	}{
		{"another domain", "hv01.contoso.example", []string{"HV01", "HV02.evil.example", "HV03.contoso.example"},
			"outside its domain contoso.example: HV02.evil.example", "If HV02.evil.example may be shown the credentials, use the setting discover_any"},
		{"a sub-domain", "hv01.contoso.example", []string{"hv02.sub.contoso.example"}, "outside its domain contoso.example: hv02.sub.contoso.example", "the setting discover_any"},
		{"the domain above", "hv01.sub.contoso.example", []string{"hv02.contoso.example"}, "outside its domain sub.contoso.example: hv02.contoso.example", "the setting discover_any"},
		{"a domain that ends alike", "hv01.contoso.example", []string{"hv02.notcontoso.example"}, "hv02.notcontoso.example", "the setting discover_any"},
		{"a domain that begins alike", "hv01.contoso.example", []string{"hv02.contoso.example.evil"}, "hv02.contoso.example.evil", "the setting discover_any"},
		{"asked by a bare name", "HV01", []string{"hv02.contoso.example"}, "given as HV01, without a domain, but names members with one: hv02.contoso.example", "the setting discover_any"},
		{"asked by a bare name with a dot", "HV01.", []string{"hv02.contoso.example"}, "given as HV01., without a domain, but names members with one: hv02.contoso.example", "the setting discover_any"},
		{"asked by an address", "192.0.2.1", []string{"hv02.2.1"}, "given as 192.0.2.1, without a domain, but names members with one: hv02.2.1", "the setting discover_any"},
		{"asked by a short address", "127.1", []string{"hv02.1"}, "given as 127.1, without a domain, but names members with one: hv02.1", "the setting discover_any"},
		{"many", "HV01", []string{"a.x", "b.x", "c.x", "d.x", "e.x", "f.x", "g.x"}, "names members with one: a.x, b.x, c.x, d.x, e.x and 2 more", "If a.x, b.x, c.x, d.x, e.x and 2 more may"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asked := Node{Name: "HV01", Cluster: "ONE", Address: tt.address}
			got, err := FromMembers("ONE", tt.members, asked, false)
			var e *remote.Error
			if !errors.As(err, &e) || e.Kind != remote.Refused || !strings.HasSuffix(e.Text, tt.text) || !strings.Contains(e.Hint, tt.hint) {
				t.Errorf("%v, %v", got, err)
			}
			got, err = FromMembers("ONE", tt.members, asked, true)
			if err != nil || len(got) != len(tt.members) {
				t.Fatalf("allowed: %v, %v", got, err)
			}
			if last := len(got) - 1; got[last].Address != strings.ToLower(tt.members[last]) {
				t.Errorf("allowed, but looked for at %s", got[last].Address)
			}
		})
	}
}
