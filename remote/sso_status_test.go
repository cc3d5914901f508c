package remote

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/sspi"
)

// Each code that Windows may give in a step is an error of a kind, with a text and a
// hint of our own.
func TestStatusOfWindows(t *testing.T) {
	const spn = "HTTP/hv01.contoso.example"
	tests := []struct {
		status     sspi.Status
		kind       Kind
		text, hint string
		doubtful   bool // of the principal
	}{
		{0x80090302, AuthFailed, "does not allow the log-on (code 2148074242, 0x80090302)", "Restrict NTLM", false},
		{0x80090303, AuthFailed, "the domain has no account for " + spn, "setspn -Q " + spn, true},
		{0x80090304, AuthFailed, "Local Security Authority", "Try again", false},
		{0x80090305, AuthFailed, "does not have the security package", "auth kerberos and ntlm", false},
		{0x80090308, Malformed, "cannot read the node's token", "does not behave like WinRM", false},
		{0x8009030C, KDCRefused, "the credentials of the current user were refused", "change of the password", false},
		{0x8009030D, AuthFailed, "no credentials that Windows can use", "gMSA", false},
		{0x8009030E, AuthFailed, "no credentials for the network", "gMSA", false},
		{0x80090311, AuthFailed, "no domain controller could be reached", "nltest", false},
		{0x80090317, AuthFailed, "the ticket has expired", "klist purge", false},
		{0x80090322, AuthFailed, "the node does not hold the key of " + spn, "setspn -Q " + spn, true},
		{0x80090324, AuthFailed, "the clock of this machine", "w32tm", false},
		{0x80090342, AuthFailed, "no encryption type in common", "AES", false},
		{0x80090346, AuthFailed, "bound to another TLS certificate", "proxy", false},
		{0x80090350, AuthFailed, "fears a downgrade", "nltest", false},
		{0x80090300, Local, "no memory left", "nothing is wrong with the node", false},
		{0x8009030F, NotSealed, "changed on its way", "does not behave like WinRM", false},
		{0x80090310, NotSealed, "came out of order", "does not behave like WinRM", false},
		{0x8009ffff, AuthFailed, "Windows could not log on (code 2148139007, 0x8009FFFF)", "klist get " + spn, false},
	}
	for _, tt := range tests {
		for where, fail := range map[string]func(*fakeUser){
			"open": func(u *fakeUser) { u.failed = tt.status },
			"step": func(u *fakeUser) { u.context.steps[0].err = tt.status },
		} {
			t.Run(tt.status.Error()+" "+where, func(t *testing.T) {
				u, n := kerberosUser(), kerberosNode()
				fail(u)
				_, err := enterAs(t, u, n, Kerberos, "")
				wantError(t, err, tt.kind, tt.text)
				var e *Error
				if !errors.As(err, &e) || !strings.Contains(e.Hint, tt.hint) || e.Op != "authenticate with kerberos as the current user" {
					t.Errorf("%v\n%s\nwant %q in the hint", err, e.Hint, tt.hint)
				}
				if got := PrincipalDoubtful(err); got != tt.doubtful {
					t.Errorf("principal doubtful: %t, want %t", got, tt.doubtful)
				}
				if len(n.tokens) > 0 {
					t.Error("the node was sent a token")
				}
			})
		}
	}
}

func TestWrongPrincipalInTheProof(t *testing.T) {
	u, n := kerberosUser(), kerberosNode()
	u.context.steps[1].err = sspi.WrongPrincipal
	_, err := enterAs(t, u, n, Kerberos, "")
	wantError(t, err, AuthFailed, "the node does not hold the key of HTTP/hv01.contoso.example")
}

func TestErrorOfWindowsIsNotRepeated(t *testing.T) {
	u, n := kerberosUser(), kerberosNode()
	u.context.steps[0].err = errors.New("what a library says")
	_, err := enterAs(t, u, n, Kerberos, "")
	wantError(t, err, AuthFailed, "Windows could not log on")
	if strings.Contains(err.Error(), "library") {
		t.Errorf("%v", err)
	}
}

// stuckContext waits in a step as Windows does for a domain controller that is silent.
type stuckContext struct {
	fakeContext
	release chan struct{}
}

func (s *stuckContext) Step([]byte) ([]byte, bool, error) {
	<-s.release
	return nil, false, sspi.NoAuthority
}

// A step that hangs ends with the time for a message, and with the caller's context.
func TestStuckStep(t *testing.T) {
	for _, tt := range []struct {
		name  string
		limit time.Duration
		given func(context.Context) (context.Context, context.CancelFunc)
		kind  Kind
	}{
		{"time for a message", time.Millisecond, context.WithCancel, Timeout},
		{"caller", time.Hour, func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return ctx, cancel
		}, Interrupted},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stuck := &stuckContext{release: make(chan struct{})}
			defer close(stuck.release)
			user := (&fakeUser{}).user()
			user.open = func(sspi.Package, string, []byte) (osContext, error) { return stuck, nil }
			o := &osScheme{user: user, auth: Kerberos, spn: "HTTP/hv01"}
			ctx, cancel := tt.given(t.Context())
			defer cancel()
			err := o.handshake(ctx, &link{limits: Limits{Message: tt.limit}}, &logon{})
			if !IsKind(err, tt.kind) {
				t.Errorf("error %v, want one of kind %s", err, tt.kind)
			}
		})
	}
}
