package doctor

import (
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/sspi"
)

// Of the codes of Windows two are about the service principal; no other one makes doctor
// suspect it.
func TestAdviceForTheCurrentUser(t *testing.T) {
	tests := []struct {
		status    sspi.Status
		principal bool
	}{
		{sspi.TargetUnknown, true},
		{sspi.WrongPrincipal, true},
		{sspi.NoCredentials, false},
		{sspi.LogonDenied, false},
		{sspi.NoAuthority, false},
		{sspi.TimeSkew, false},
		{sspi.KDCUnknownType, false},
		{sspi.InvalidToken, false},
		{0x8009ffff, false},
	}
	e := newExamination(remote.Target{Host: "hv01.contoso.example", Port: 5985, Auth: remote.Kerberos},
		remote.Credentials{CurrentUser: new(remote.CurrentUser)}, remote.Options{}, time.Now)
	for _, tt := range tests {
		err := &remote.Error{Kind: remote.AuthFailed, Code: uint32(tt.status), Err: tt.status}
		for _, step := range []string{Ticket, Authenticate} {
			advice := strings.Join(e.advice(step, err), "\n")
			if got := strings.Contains(advice, "setspn"); got != tt.principal {
				t.Errorf("%v at %s: principal suspected: %t, want %t\n%s", tt.status, step, got, tt.principal, advice)
			}
		}
	}
}
