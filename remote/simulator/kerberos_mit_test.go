package simulator

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// gssapiScript logs on with a ticket and exchanges sealed messages. Those that it
// sends are sealed into separate buffers, which is where WinRM's layout comes from.
const gssapiScript = `
import base64, http.client, struct, sys
import gssapi, gssapi.raw as raw
port, principal, mech, messages = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
oid = gssapi.OID.from_int_seq("1.3.6.1.5.5.2" if mech == "spnego" else "1.2.840.113554.1.2.2")
flags = raw.RequirementFlag
ctx = gssapi.SecurityContext(name=gssapi.Name(principal, gssapi.NameType.kerberos_principal), mech=oid, usage="initiate",
    flags=[flags.mutual_authentication, flags.out_of_sequence_detection, flags.confidentiality, flags.integrity])
conn = http.client.HTTPConnection("127.0.0.1", port)
def post(body, headers):
    conn.request("POST", "/wsman", body, headers)
    r = conn.getresponse()
    return r.status, r.getheader("WWW-Authenticate", ""), r.read()
status, proof, _ = post(b"", {"Authorization": "Negotiate " + base64.b64encode(ctx.step()).decode()})
if status != 200: sys.exit("logon: %d" % status)
ctx.step(base64.b64decode(proof.split(" ")[1]))
print(ctx.complete)
b, kind = "Encrypted Boundary", "application/HTTP-SPNEGO-session-encrypted"
T = raw.IOVBufferType
for m in messages:
    m = m.encode()
    iov = raw.IOV((T.header, True), (T.data, m), (T.padding, True), std_layout=False)
    raw.wrap_iov(ctx, iov, True, None)
    head, data, padding = [x.value or b"" for x in iov]
    body = ("--%s\r\n\tContent-Type: %s\r\n\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r\n--%s\r\n\tContent-Type: application/octet-stream\r\n" % (b, kind, len(m), b)).encode()
    body += struct.pack("<I", len(head)) + head + data + padding + ("--%s--\r\n" % b).encode()
    status, _, answer = post(body, {"Content-Type": 'multipart/encrypted;protocol="%s";boundary="%s"' % (kind, b)})
    payload = answer.partition(b"octet-stream\r\n")[2][:-len("--%s--\r\n" % b)]
    n = struct.unpack("<I", payload[:4])[0]
    r = raw.unwrap(ctx, payload[4:])  # header and data in a row are an ordinary token
    print(status, n, r.encrypted, b"EnumerateResponse" in r.message, len(payload) - 4 - n == len(r.message))
`

// TestMIT lets the Kerberos of MIT talk to the realm and to a node of it, with a
// keytab and with a credential cache.
func TestMIT(t *testing.T) {
	const python = "/usr/bin/python3"
	if exec.Command(python, "-c", "import gssapi.raw").Run() != nil {
		t.Skip("MIT Kerberos for Python is not installed (on Debian: python3-gssapi)")
	}
	for _, tt := range []struct {
		name, file string
		write      func(*kdc.Realm, string) ([]byte, error)
		as         int
	}{
		{"keytab", "KRB5_CLIENT_KTNAME", (*kdc.Realm).Keytab, 1},
		{"credential cache", "KRB5CCNAME", (*kdc.Realm).CCache, 0},
	} {
		for _, mech := range []string{"krb5", "spnego"} {
			t.Run(tt.name+" "+mech, func(t *testing.T) {
				f, r := realmFarm(t, &windows.Node{}, Options{})
				secret, err := tt.write(r, "Scan")
				if err != nil {
					t.Fatal(err)
				}
				dir := t.TempDir()
				for name, content := range map[string]string{"krb5.conf": r.Config(), "secret": string(secret)} {
					if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				cmd := exec.CommandContext(ctx, python, "-c", gssapiScript, fmt.Sprint(f.Endpoints()[0].Port),
					testService+"@"+testRealm, mech, wqlMessage, enumerateMessage("SELECT Name, Description FROM X"))
				cmd.Env = append(os.Environ(), "KRB5_CONFIG="+filepath.Join(dir, "krb5.conf"), "KRB5CCNAME=FILE:"+filepath.Join(dir, "ccache"),
					tt.file+"=FILE:"+filepath.Join(dir, "secret"))
				out, err := cmd.CombinedOutput()
				if want := "True\n200 60 True True True\n200 60 True True True\n"; err != nil || string(out) != want {
					t.Errorf("%v: %s\nwant %s", err, out, want)
				}
				if as, tgs := r.Requests(); as != tt.as || tgs != 1 {
					t.Errorf("%d AS and %d TGS requests, want %d and 1", as, tgs, tt.as)
				}
			})
		}
	}
}
