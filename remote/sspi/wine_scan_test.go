package sspi_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

const realmName = "CONTOSO.EXAMPLE"

// wineScan is the demo cluster in a realm, and the programs that .ci/lab/wine/up built.
type wineScan struct {
	*testing.T
	dir, wine string // the folder of the test, and that of Wine
}

func startWineScan(t *testing.T, https bool) wineScan {
	t.Helper()
	w := wineScan{t, t.TempDir(), os.Getenv("CLUSTERDRIFT_WINE")}
	if w.wine == "" {
		t.Skip("CLUSTERDRIFT_WINE is not set: .ci/lab/run sets it where Wine is installed")
	}
	const password = "not used by the tickets"
	nodes := windows.FieldReport(password)
	realm := try(w, func() (*kdc.Realm, error) { return kdc.Start(realmName) })
	t.Cleanup(realm.Close)
	user := nodes[0].Account.User
	realm.AddUser(user, password)
	farm := try(w, func() (*simulator.Farm, error) {
		return simulator.Start(nodes, simulator.Options{Realm: realm, HTTPS: https})
	})
	t.Cleanup(farm.Close)
	cache := try(w, func() ([]byte, error) { return realm.CCache(user) })
	w.write("ccache", cache)
	w.write("krb5.conf", []byte(strings.Replace(realm.Config(), "[libdefaults]", "[libdefaults]\n\tdefault_ccache_name = FILE:"+w.dir+"/ccache", 1)))
	transport := "http"
	if https {
		transport = "https"
		w.write("ca.pem", farm.Endpoints()[0].CA)
	}
	var listed []inventory.Node
	for i, e := range farm.Endpoints() {
		listed = append(listed, inventory.Node{Name: e.Node, Cluster: nodes[i].Cluster.Name, Address: e.Host, Settings: inventory.Settings{
			Port: e.Port, Transport: transport, Auth: "kerberos", SPN: "HTTP/" + strings.ToLower(e.Node) + ".contoso.example"}})
	}
	w.write("inventory.yaml", try(w, func() ([]byte, error) { return inventory.Format(listed, "inventory.yaml") }))
	return w
}

func try[T any](w wineScan, do func() (T, error)) T {
	w.Helper()
	v, err := do()
	if err != nil {
		w.Fatal(err)
	}
	return v
}

func (w wineScan) write(name string, data []byte) {
	w.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), data, 0o600); err != nil {
		w.Fatal(err)
	}
}

// scan runs the program and returns the result, standard error and the exit code.
func (w wineScan) scan(cmd *exec.Cmd, more ...string) (result, stderr string, code int) {
	w.Helper()
	name := filepath.Base(cmd.Path) + ".json"
	cmd.Dir = w.dir
	cmd.Args = append(append(cmd.Args, "scan", "--no-config", "-i", "inventory.yaml", "-o", "json="+name), more...)
	// A file: the services of Wine that a program may start would keep a pipe open.
	output := try(w, func() (*os.File, error) { return os.Create(filepath.Join(w.dir, "output")) })
	defer output.Close()
	cmd.Stdout, cmd.Stderr = output, output
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		w.Fatal(err)
	}
	data, _ := os.ReadFile(filepath.Join(w.dir, name))
	said, _ := os.ReadFile(output.Name())
	return string(data), string(said), cmd.ProcessState.ExitCode()
}

func (w wineScan) underWine() *exec.Cmd {
	cmd := exec.CommandContext(w.Context(), "wine", w.wine+"/clusterdrift.exe")
	cmd.Env = append(os.Environ(), "KRB5_CONFIG="+w.dir+"/krb5.conf", "HOME="+w.wine+"/home", "WINEPREFIX="+w.wine+"/prefix",
		"LD_LIBRARY_PATH="+w.wine+"/lib", "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=")
	return cmd
}

func (w wineScan) onLinux() *exec.Cmd {
	cmd := exec.CommandContext(w.Context(), w.wine+"/clusterdrift")
	cmd.Env = append(os.Environ(), "KRB5_CONFIG="+w.dir+"/krb5.conf", "KRB5CCNAME=FILE:"+w.dir+"/ccache")
	return cmd
}

// comparable is a result without what two runs of one cluster differ in: times, measured
// durations and traffic, and how the account is called.
func (w wineScan) comparable(result string) any {
	w.Helper()
	var all any
	if err := json.Unmarshal([]byte(result), &all); err != nil {
		w.Fatal(err)
	}
	return withoutTimes(all)
}

var moment = regexp.MustCompile(`\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z| UTC)`)

func withoutTimes(v any) any {
	switch v := v.(type) {
	case string:
		return moment.ReplaceAllString(v, "(time)")
	case []any:
		for i := range v {
			v[i] = withoutTimes(v[i])
		}
	case map[string]any:
		for _, name := range []string{"at", "from", "to", "started", "finished", "judged", "duration_ms", "age_seconds", "traffic", "read_as"} {
			delete(v, name)
		}
		for name := range v {
			v[name] = withoutTimes(v[name])
		}
	}
	return v
}

// answering is how many of the eight nodes answer.
const answering = 7

// The demo cluster is read under Wine as the current user, whose tickets no one gave,
// and judged as on Linux.
func TestWineScan(t *testing.T) {
	for name, https := range map[string]bool{"http": false, "https": true} {
		t.Run(name, func(t *testing.T) {
			w := startWineScan(t, https)
			var trust []string
			if https {
				trust = []string{"--ca-file", "ca.pem"}
			}
			got, said, code := w.scan(w.underWine(), trust...)
			want, saidHere, codeHere := w.scan(w.onLinux(), trust...)
			if code != codeHere || got == "" {
				t.Fatalf("exit %d under Wine, %d here\n%s\n%s", code, codeHere, said, saidHere)
			}
			n, here := strings.Count(got, `"read_as":"current user `), strings.Count(want, `"read_as":"clusteraudit@CONTOSO.EXAMPLE"`)
			if n != here || n != answering {
				t.Errorf("%d nodes were read as the current user and %d here, want %d", n, here, answering)
			}
			if d := cmp.Diff(w.comparable(want), w.comparable(got)); d != "" {
				t.Error(d)
			}
		})
	}
}

// Another user than the current one is refused before any node is asked.
func TestWineScanAsAnother(t *testing.T) {
	w := startWineScan(t, false)
	_, said, code := w.scan(w.underWine(), "--current-user", "--user", `CONTOSO\another`)
	if want := `is to be read as "CONTOSO\\another", and the current user is "`; code != 2 || !strings.Contains(said, want) {
		t.Errorf("exit %d, want 2 and %q:\n%s", code, want, said)
	}
}
