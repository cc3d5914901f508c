package inventory

import (
	"strings"
	"testing"
)

// A spelling that no account has is bad input: sent as it is, it would count as a
// wrong password on each node.
func TestUserNames(t *testing.T) {
	tests := []struct {
		user, auth, keytab string
		want               string // a part of the message; empty: the name is taken
	}{
		{user: ``}, {user: `CONTOSO\audit`}, {user: `audit@contoso.example`}, {user: `audit`}, {user: `.\audit`},
		{user: `CONTOSO\O'Neil`}, {user: `O'Neil'`}, {user: `'`}, {user: `CONTOSO\svc-audit$`}, {user: `CONTOSO\größe`}, {user: `first last`},
		{user: `CONTOSO\audit@contoso.example`},
		{user: `CONTOSO\\audit`, want: "two backslashes"},
		{user: `\\CONTOSO\audit`, want: "two backslashes"},
		{user: "a@b@c", want: "more than one @"},
		{user: "a@b@c", auth: "kerberos", want: "more than one @"},
		{user: `CONTOSO\sub\audit`, want: "more than one backslash"},
		{user: `CONTOSO\`, want: "before or after the backslash"},
		{user: `\audit`, want: "before or after the backslash"},
		{user: `CONTOSO/audit`, want: "has a slash"},
		{user: `CONTOSO/audit`, auth: "basic", want: "has a slash"},
		{user: `CONTOSO/audit`, auth: "kerberos", want: "has a slash"},
		{user: `host/hv01@CONTOSO.EXAMPLE`, auth: "kerberos"},
		{user: `host/hv01`, auth: "kerberos", keytab: "k"},
		{user: `'CONTOSO\audit'`, want: "quotes"},
		{user: `"CONTOSO\audit"`, want: "quotes"},
		{user: `CONTOSO\"audit"`, want: "quotes"},
		{user: `“CONTOSO\audit”`, want: "quotes"},
		{user: ` CONTOSO\audit`, want: "blank"},
		{user: "audit\t", want: "blank"},
		{user: `audit@`, want: "before or after the @"},
		{user: `@contoso.example`, want: "before or after the @"},
		{user: `@contoso.example`, auth: "kerberos", want: "before or after the @"},
		{user: "CONTOSO\\au\ndit", want: "do not show"},
		{user: "au\u200bdit", want: "do not show"},
		{user: "\u202eaudit", want: "do not show"},
	}
	for _, tt := range tests {
		_, err := FromNames("", []string{"HV01"}, Settings{User: tt.user, Auth: tt.auth, Keytab: tt.keytab, Transport: "https"})
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%q, %s: %v", tt.user, tt.auth, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), ";")):
			t.Errorf("%q, %s: %v, want %q", tt.user, tt.auth, err, tt.want)
		}
	}
}
