package remote

import (
	"slices"
	"strings"
	"testing"
)

func TestOfferedSchemes(t *testing.T) {
	tests := []struct {
		name       string
		challenges []string
		want       []string
	}{
		{"none", nil, nil},
		{"one header for each", []string{"Negotiate", "Kerberos", `Basic realm="WSMAN"`}, []string{"Negotiate", "Kerberos", "Basic"}},
		{"one header for all", []string{`Basic realm="WSMAN", Negotiate,CredSSP`}, []string{"Negotiate", "CredSSP", "Basic"}},
		{"any case", []string{`basic realm=x`, "NEGOTIATE abcd=="}, []string{"Negotiate", "Basic"}},
		{"in a realm's name", []string{`Digest realm="a, Basic , b"`}, []string{"Digest"}},
		{"NTLM by itself", []string{"NTLM"}, []string{"NTLM"}},
		{"unknown ones", []string{"Bearer", "Basically", ""}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := offeredSchemes(tt.challenges); !slices.Equal(got, tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// A node that was shown no credentials has refused none.
func TestNotTaken(t *testing.T) {
	for auth, header := range map[Auth]string{Basic: "Negotiate", NTLM: "Kerberos"} {
		for _, challenges := range [][]string{nil, {header}} {
			err := notTaken(auth, &answer{status: 401, challenges: challenges})
			if PasswordRefused(err) || !IsKind(err, AuthFailed) {
				t.Errorf("%s: %v", auth, err)
			}
		}
	}
	if err := notTaken(NTLM, &answer{status: 401, challenges: []string{"NTLM"}}); !strings.Contains(err.Error(), "within Negotiate") {
		t.Errorf("NTLM by itself: %v", err)
	}
	var e *Error
	err := notTaken(NTLM, &answer{status: 401, challenges: []string{"Negotiate", "Kerberos"}})
	if e, _ = err.(*Error); e == nil || e.Text != "the node does not take NTLM (it offers Negotiate, Kerberos)" || e.Hint != "Use auth kerberos: NTLM is turned off on the node or in its domain." {
		t.Errorf("%v", err)
	}
}
