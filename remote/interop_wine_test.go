package remote

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// wineVersion is the one that the libraries in .ci/lab/wine are made for.
const wineVersion = "wine-8.0"

// wineLab is the laboratory with what .ci/lab/wine/up makes: the current user of the
// client is Wine's, whose Kerberos and NTLM are MIT's and Samba's.
type wineLab struct {
	lab
	wine string // the folder
}

func openWine(t *testing.T) wineLab {
	l := openLab(t)
	dir := os.Getenv("CLUSTERDRIFT_WINE")
	if dir == "" {
		t.Skip("CLUSTERDRIFT_WINE is not set: .ci/lab/run sets it where Wine is installed")
	}
	version, err := exec.Command("wine", "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(version), wineVersion) {
		t.Skipf("this is %s, and .ci/lab/wine is made for %s", strings.TrimSpace(string(version)), wineVersion)
	}
	return wineLab{l, dir}
}

// runWine is t.Run with the laboratory at hand.
func (w wineLab) runWine(name string, test func(w wineLab)) {
	w.Run(name, func(t *testing.T) { test(wineLab{lab{t, w.dir}, w.wine}) })
}

// environment is that of a program under Wine. The tickets are those of the laboratory's
// user: only MIT's library reads the file that names them.
func (w wineLab) environment() []string {
	w.Helper()
	conf := filepath.Join(w.TempDir(), "krb5.conf")
	text := strings.Replace(w.read("krb5.conf"), "[libdefaults]", "[libdefaults]\n\tdefault_ccache_name = FILE:"+w.path("mit/scan.ccache"), 1)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		w.Fatal(err)
	}
	return append(os.Environ(), "KRB5_CONFIG="+conf, "HOME="+w.wine+"/home", "WINEPREFIX="+w.wine+"/prefix",
		"LD_LIBRARY_PATH="+w.wine+"/lib", "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=")
}

// client lets the client under Wine exchange messages of the given sizes with a node.
func (w wineLab) client(at Target, user string, sizes ...int) wineOutcome {
	w.Helper()
	order := wineOrder{Port: at.Port, Auth: at.Auth, SPN: at.SPN, User: user, Sizes: sizes}
	if at.HTTPS {
		order.Roots, order.ServerName = "Z:"+w.path("node.pem"), at.TLS.ServerName
	}
	text, err := json.Marshal(order)
	if err != nil {
		w.Fatal(err)
	}
	file := filepath.Join(w.TempDir(), "outcome.json")
	cmd := exec.CommandContext(w.Context(), "wine", w.wine+"/remote.test.exe", "-test.run", "^TestWineClient$")
	cmd.Env = append(w.environment(), wineOrderVariable+"="+string(text), wineOutcomeVariable+"=Z:"+file)
	w.program(cmd)
	data, err := os.ReadFile(file)
	if err != nil {
		w.Fatal(err)
	}
	var out wineOutcome
	if err := json.Unmarshal(data, &out); err != nil {
		w.Fatal(err)
	}
	return out
}

// program runs a program under Wine. Its output goes to a file, since the services of Wine
// that it may start would keep a pipe open.
func (w wineLab) program(cmd *exec.Cmd) {
	w.Helper()
	output, err := os.Create(filepath.Join(w.TempDir(), "output"))
	if err != nil {
		w.Fatal(err)
	}
	defer output.Close()
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Run(); err != nil {
		printed, _ := os.ReadFile(output.Name())
		w.Fatalf("%v: %s", err, printed)
	}
}

// wants compares an outcome: so many messages came back, and the error has one of the
// kinds; none for no error.
func (w wineLab) wants(got wineOutcome, same int, kinds ...Kind) {
	w.Helper()
	fits := got.Kind == "" && len(kinds) == 0
	for _, k := range kinds {
		fits = fits || got.Kind == k
	}
	if got.Same != same || !fits {
		w.Errorf("%d messages came back, then %s %q; want %d, then %q", got.Same, got.Kind, got.Text, same, kinds)
	}
}

func TestInteropWineSealing(t *testing.T) {
	w := openWine(t)
	n, at := w.serve(mitRealm)
	got := w.client(at, "", 17, 1, 4<<10, 4<<10+1, 100<<10)
	w.wants(got, 5)
	if got.Account != "current user "+got.Name || !strings.Contains(got.Name, `\`) {
		w.Errorf("account %q of %q", got.Account, got.Name)
	}
	if n.client != mitRealm.user() {
		w.Errorf("the acceptor knows us as %q, want %q", n.client, mitRealm.user())
	}
	if want := uint64(gssMutual | gssReplay | gssSequence | gssSeal | gssSign); n.flags&want != want {
		w.Errorf("the acceptor has the flags %#x, want %#x", n.flags, want)
	}
}

func TestInteropWineForgedAnswers(t *testing.T) {
	w := openWine(t)
	for _, tt := range []struct {
		name  string
		forge func(token, before []byte)
	}{
		{"not sealed by its flags", func(token, _ []byte) { token[2] &^= flagSealed }},
		{"another filler", func(token, _ []byte) { token[5] ^= 1 }},
		{"another rotation", func(token, _ []byte) { token[7] ^= 1 }},
		{"another sequence number", func(token, _ []byte) { token[15] ^= 1 }},
		{"another check sum", func(token, _ []byte) { token[gssSignatureLimit-1] ^= 1 }},
		{"another text", func(token, _ []byte) { token[len(token)-1] ^= 1 }},
		{"the answer before", func(token, before []byte) { copy(token, before) }},
	} {
		w.runWine(tt.name, func(w wineLab) {
			n, at := w.serve(mitRealm)
			n.forge = afterFirst(tt.forge)
			w.wants(w.client(at, "", 1000, 1000), 1, NotSealed)
		})
	}
}

// afterFirst changes every answer but the first.
func afterFirst(forge func(token, before []byte)) func([]byte) {
	var before []byte
	return func(token []byte) {
		if before == nil {
			before = bytes.Clone(token)
			return
		}
		forge(token, before)
	}
}

func TestInteropWineNodeMustProveItself(t *testing.T) {
	w := openWine(t)
	n, at := w.serve(mitRealm)
	w.wants(w.client(at, "", 10), 1)
	earlier := n.proof
	for _, tt := range []struct {
		name  string
		forge func([]byte) []byte
	}{
		{"no proof", func([]byte) []byte { return nil }},
		{"half a proof", func(p []byte) []byte { return p[:len(p)/2] }},
		{"a damaged proof", func(p []byte) []byte { p[len(p)-1] ^= 1; return p }},
		{"the proof of an earlier session", func([]byte) []byte { return earlier }},
	} {
		w.runWine(tt.name, func(w wineLab) {
			n.forgeProof = tt.forge
			// Which code a proof that does not hold gets depends on Wine.
			w.wants(w.client(at, "", 10), 0, NotSealed, AuthFailed, KDCRefused)
		})
	}
}

func TestInteropWineChannelBinding(t *testing.T) {
	w := openWine(t)
	n, at := w.serveTLS(mitRealm)
	w.wants(w.client(at, "", 1000, 1000), 2)
	if n.flags&gssChannelBound == 0 {
		w.Errorf("the acceptor has the flags %#x, without the channel binding", n.flags)
	}
	n.bindings[len(n.bindings)-1] ^= 1 // as if we had seen another certificate
	w.wants(w.client(at, "", 1000), 0, AuthRefused)
}

func TestInteropWineApache(t *testing.T) {
	w := openWine(t)
	before := w.read("access.log")
	port := w.read("http.port")
	w.wants(w.client(w.target(mitRealm, port, false), ""), 0) // its proof was verified
	w.wantAccess(before, port+" POST 200 "+mitRealm.user())
}

// A ticket that cannot be had is an error, and nothing else is tried.
func TestInteropWineDoesNotFallBack(t *testing.T) {
	w := openWine(t)
	n, at := w.serve(mitRealm)
	at.SPN = "HTTP/unknown.mit.example"
	w.wants(w.client(at, "", 10), 0, AuthFailed, KDCRefused)
	if n.client != "" {
		w.Errorf("the node was asked by %q although there is no ticket for it", n.client)
	}
}

// openWineNTLM saves a credential, since Wine has none for a user who did not log on.
func openWineNTLM(t *testing.T) wineLab {
	w := openWine(t)
	if _, err := exec.LookPath("ntlm_auth"); err != nil {
		w.Skip("Wine needs ntlm_auth of the package winbind for NTLM")
	}
	openNTLM(t)
	cmd := exec.CommandContext(w.Context(), "wine", w.wine+"/save.exe", mitRealm.node(), `LAB\scan`)
	cmd.Env, cmd.Stdin = w.environment(), strings.NewReader(w.read("password")+"\n")
	w.program(cmd)
	return w
}

func TestInteropWineNTLM(t *testing.T) {
	w := openWineNTLM(t)
	n, at := w.serve(mitRealm)
	at.Auth = NTLM
	got := w.client(at, `LAB\scan`, 17, 1, 4<<10, 4<<10+1, 100<<10)
	w.wants(got, 5)
	if n.client != `LAB\scan` || got.Account != `current user LAB\scan` {
		w.Errorf("the acceptor knows us as %q, and the session as %q", n.client, got.Account)
	}
}

// The credential that is saved is another account's than the one that is named.
func TestInteropWineNTLMOfAnother(t *testing.T) {
	w := openWineNTLM(t)
	n, at := w.serve(mitRealm)
	at.Auth = NTLM
	w.wants(w.client(at, `LAB\other`, 10), 0, Refused)
	if n.client != pendingClient {
		w.Errorf("the acceptor knows us as %q, though the log-on was to stop at its challenge", n.client)
	}
}

// Of the check sum Wine 8 compares only the second half, so the last byte is changed.
func TestInteropWineNTLMForgedAnswers(t *testing.T) {
	w := openWineNTLM(t)
	for _, tt := range []struct {
		name  string
		forge func(token, before []byte)
	}{
		{"another check sum", func(token, _ []byte) { token[11] ^= 1 }},
		{"another sequence number", func(token, _ []byte) { token[12] ^= 1 }},
		{"another text", func(token, _ []byte) { token[len(token)-1] ^= 1 }},
		{"the answer before", func(token, before []byte) { copy(token, before) }},
	} {
		w.runWine(tt.name, func(w wineLab) {
			n, at := w.serve(mitRealm)
			at.Auth = NTLM
			n.forge = afterFirst(tt.forge)
			w.wants(w.client(at, "", 1000, 1000), 1, NotSealed)
		})
	}
}
