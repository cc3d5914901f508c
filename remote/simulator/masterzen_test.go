package simulator

import (
	"context"
	"testing"
	"time"

	"github.com/masterzen/winrm"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// TestMasterzen lets the most used WinRM client written in Go talk to the
// simulator. It goes through a whole handshake for each sealed message.
func TestMasterzen(t *testing.T) {
	for _, tt := range []struct {
		name, user string
		https      bool
		requests   int
	}{
		{"sealed NTLM", `CONTOSO\Scan`, false, 20},
		{"Basic in TLS", "Scan", true, 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := farmOf(t, &windows.Node{}, &fakeWindows{output: "out", errors: "oops"}, Options{HTTPS: tt.https})
			e := f.Endpoints()[0]
			parameters := *winrm.DefaultParameters
			if !tt.https {
				sealed, err := winrm.NewEncryption("ntlm")
				if err != nil {
					t.Fatal(err)
				}
				parameters.TransportDecorator = func() winrm.Transporter { return sealed }
			}
			endpoint := winrm.NewEndpoint(e.Host, e.Port, e.HTTPS, false, e.CA, nil, nil, 10*time.Second)
			c, err := winrm.NewClientWithParameters(endpoint, tt.user, testAccount.Password, &parameters)
			if err != nil {
				t.Fatal(err)
			}
			stdout, stderr, exit, err := c.RunCmdWithContext(context.Background(), `reg query "HKLM\A B"`)
			if err != nil || stdout != "out" || stderr != "oops" || exit != 3 {
				t.Errorf("%q, %q, %d, %v", stdout, stderr, exit, err)
			}
			s := f.Stats("NODE1")
			if s.Requests != tt.requests || s.Messages != 5 || len(s.Commands) != 1 || s.Commands[0] != `reg query "HKLM\A B"` {
				t.Errorf("stats %+v", s)
			}
		})
	}
}
