package remote

import (
	"runtime"
	"testing"
)

func TestCurrentUserIs(t *testing.T) {
	u := (&fakeUser{}).user() // CONTOSO\audit, audit@contoso.example
	tests := []struct {
		name, realm string
		auth        Auth
		want        bool
	}{
		{`CONTOSO\audit`, "", NTLM, true},
		{`contoso\Audit`, "", Kerberos, true},
		{`contoso.example\audit`, "", NTLM, true},
		{"audit@contoso.example", "", NTLM, true},
		{"audit@CONTOSO.EXAMPLE", "", Kerberos, true},
		{"audit", "", Kerberos, true},
		{"audit", "CONTOSO.EXAMPLE", Kerberos, true},
		{"audit", "FABRIKAM.EXAMPLE", Kerberos, false},
		{"audit", "", NTLM, false},
		{`.\audit`, "", NTLM, false},
		{`CONTOSO\admin`, "", NTLM, false},
		{`FABRIKAM\audit`, "", Kerberos, false},
		{"audit@fabrikam.example", "", Kerberos, false},
		{"", "", NTLM, false},
		{"", "", Kerberos, false},
		{"", "CONTOSO.EXAMPLE", Kerberos, false},
	}
	for _, tt := range tests {
		if got := u.Is(tt.name, tt.realm, tt.auth); got != tt.want {
			t.Errorf("%q, realm %q, %s: %t, want %t", tt.name, tt.realm, tt.auth, got, tt.want)
		}
	}
}

// A local account has neither a principal nor a DNS domain, which match nothing.
func TestLocalCurrentUserIs(t *testing.T) {
	u := (&fakeUser{}).user()
	u.user.SAM, u.user.DNS, u.user.Principal = `ADMINPC\audit`, "", ""
	for name, want := range map[string]bool{`adminpc\audit`: true, "": false, "@": false, `\`: false, "audit@adminpc": false} {
		if got := u.Is(name, "", NTLM); got != want {
			t.Errorf("%q: %t, want %t", name, got, want)
		}
	}
}

func TestSameAccount(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{`CONTOSO\audit`, `contoso\AUDIT`, true},
		{`CONTOSO\audit`, "audit@CONTOSO.EXAMPLE", true},
		{"audit@contoso.example", "audit@CONTOSO.EXAMPLE", true},
		{"audit", `CONTOSO\audit`, true},
		{`CONTOSO\audit`, `FABRIKAM\audit`, false},
		{"audit@contoso.example", "audit@fabrikam.example", false},
		{`CONTOSO\audit`, "admin@CONTOSO.EXAMPLE", false},
		{`CONTOSO\audit`, `CONTOSO\audit2`, false},
	}
	for _, tt := range tests {
		if sameAccount(tt.a, tt.b) != tt.want || sameAccount(tt.b, tt.a) != tt.want {
			t.Errorf("%q and %q: want %t", tt.a, tt.b, tt.want)
		}
	}
}

func TestNoCurrentUserElsewhere(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has one")
	}
	_, err := NewCurrentUser()
	wantError(t, err, Refused, "only Windows logs on as the current user")
}
