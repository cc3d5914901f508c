package simulator

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// pywinrmScript runs two commands in a shell and prints what came back.
const pywinrmScript = `
import os, sys, warnings
warnings.simplefilter("ignore")
import winrm
endpoint, transport, encryption, ca = sys.argv[1:]
s = winrm.Session(endpoint, auth=(os.environ["WINRM_USER"], os.environ["WINRM_PASSWORD"]), transport=transport,
                  message_encryption=encryption, ca_trust_path=ca or None)
r = s.run_cmd("reg", ["query", '"HKLM\\Cluster"', "/s"])
print(len(r.std_out), r.std_err.decode(), r.status_code)
p = s.protocol
shell = p.open_shell(codepage=65001, noprofile=True)
command = p.run_command(shell, "netsh interface tcp show global")
print(p.get_command_output(shell, command)[2])
p.cleanup_command(shell, command)
p.close_shell(shell)
`

// legacyOpenSSL brings back MD4, which NTLM needs and Python takes from OpenSSL.
const legacyOpenSSL = `openssl_conf = init
[init]
providers = providers
[providers]
default = on
legacy = on
[on]
activate = 1
`

// TestPywinrm lets an independent client, which is used against Windows every
// day, talk to the simulator.
func TestPywinrm(t *testing.T) {
	const python = "/usr/bin/python3"
	if exec.Command(python, "-W", "ignore", "-c", "import winrm").Run() != nil {
		t.Skip("pywinrm is not installed (on Debian: python3-winrm)")
	}
	account := windows.Account{Domain: "CONTOSO", User: "Scan", Password: "S3cret!"} // it puts Basic into Latin-1
	for _, tt := range []struct {
		name, transport, encryption, user string
		https                             bool
	}{
		{"sealed NTLM", "ntlm", "always", `CONTOSO\Scan`, false},
		{"NTLM in TLS", "ntlm", "auto", `CONTOSO\Scan`, true},
		{"Basic in TLS", "basic", "auto", "Scan", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := farmOf(t, &windows.Node{Account: account}, &fakeWindows{output: strings.Repeat("line\r\n", 50_000), errors: "oops"}, Options{HTTPS: tt.https})
			e := f.Endpoints()[0]
			endpoint, ca := fmt.Sprintf("http://127.0.0.1:%d/wsman", e.Port), ""
			if tt.https {
				endpoint, ca = fmt.Sprintf("https://127.0.0.1:%d/wsman", e.Port), filepath.Join(t.TempDir(), "ca.pem")
				if err := os.WriteFile(ca, e.CA, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			openSSL := filepath.Join(t.TempDir(), "openssl.cnf")
			if err := os.WriteFile(openSSL, []byte(legacyOpenSSL), 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, python, "-W", "ignore", "-c", pywinrmScript, endpoint, tt.transport, tt.encryption, ca)
			cmd.Env = append(os.Environ(), "WINRM_USER="+tt.user, "WINRM_PASSWORD="+account.Password, "NO_PROXY=*", "OPENSSL_CONF="+openSSL, "PYTHONIOENCODING=utf-8")
			out, err := cmd.CombinedOutput()
			if want := "300000 oops 3\n3\n"; err != nil || string(out) != want {
				t.Errorf("%v: %s\nwant %s", err, out, want)
			}
			s := f.Stats("NODE1")
			want := []string{`reg query "HKLM\Cluster" /s`, "netsh interface tcp show global"}
			if s.ShellsOpen != 0 || strings.Join(s.Commands, "\n") != strings.Join(want, "\n") {
				t.Errorf("stats %+v", s)
			}
		})
	}
}
