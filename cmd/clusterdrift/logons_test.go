package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
)

// logonsOf scans clusters of one account, each with settings of its own, and returns
// how many log-ons the KDC refused.
func logonsOf(t *testing.T, d *domain, conf string, env map[string]string, settings []string) int {
	t.Helper()
	var text strings.Builder
	text.WriteString("format: 1\ndefaults: {transport: http, auth: kerberos}\nclusters:\n")
	node := d.http.Endpoints()[0]
	for i, s := range settings {
		fmt.Fprintf(&text, "  - {name: C%d, %s, nodes: [{name: %s, address: %s, port: %d}]}\n", i, s, node.Node, node.Host, node.Port)
	}
	file := filepath.Join(t.TempDir(), "inventory.yaml")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	before := d.realm.FailedLogons()
	code, _, stderr := runCommand(t.Context(), env, "scan", "-q", "-i", file, "--krb5-conf", conf)
	if code == 0 || code == 2 {
		t.Fatalf("exit %d\n%s", code, stderr)
	}
	return d.realm.FailedLogons() - before
}

// An account that clusters name in several ways, or whose old key is in several
// keytabs, is one account: its refusals are counted together.
func TestRefusalsOfOneAccountCountTogether(t *testing.T) {
	dir := t.TempDir()
	d, err := startDomain(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	conf := filepath.Join(dir, "krb5.conf")
	wrong := map[string]string{passwordVariable: "wrong"}
	user := "user: clusteraudit@" + realmName
	if n := logonsOf(t, d, conf, wrong, []string{user, user + ", realm: " + realmName, user + ", realm: " + strings.ToLower(realmName)}); n != 1 {
		t.Errorf("a wrong password was tried %d times, want once", n)
	}
	old, err := kdc.Start(realmName)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(old.Close)
	old.AddUser("clusteraudit", "the password before")
	key, err := old.Keytab("clusteraudit")
	if err != nil {
		t.Fatal(err)
	}
	var keytabs []string
	for i := range 6 {
		path := filepath.Join(dir, fmt.Sprintf("old%d.keytab", i))
		if err := os.WriteFile(path, key, 0o600); err != nil {
			t.Fatal(err)
		}
		keytabs = append(keytabs, fmt.Sprintf("%s, keytab: '%s'", user, path))
	}
	if n := logonsOf(t, d, conf, nil, keytabs); n != 3 {
		t.Errorf("an old key was tried %d times, want as often as --max-refusals", n)
	}
}

// Tickets log on as a password does, so a file of them is as private.
func TestCredentialCacheIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("on Windows the mode of a file does not say who can read it")
	}
	dir := t.TempDir()
	d, err := startDomain(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	tickets := filepath.Join(dir, "tickets")
	scan := []string{"scan", "-q", "-i", filepath.Join(dir, "domain.yaml"), "--auth", "kerberos", "-u", "clusteraudit@" + realmName, "--krb5-conf", filepath.Join(dir, "krb5.conf")}
	for _, ways := range []struct {
		env  map[string]string
		more []string
	}{{nil, []string{"--ccache", tickets}}, {map[string]string{"KRB5CCNAME": "FILE:" + tickets}, nil}} {
		for mode, refused := range map[os.FileMode]bool{0o600: false, 0o640: true, 0o604: true} {
			if err := os.Chmod(tickets, mode); err != nil {
				t.Fatal(err)
			}
			code, _, stderr := runCommand(t.Context(), ways.env, append(scan, ways.more...)...)
			want := fmt.Sprintf("the credential cache %s can be read by other users (mode %04o)\n  chmod 600 ", tickets, mode)
			if refused != (code == 2 && strings.HasPrefix(stderr, want)) {
				t.Errorf("mode %04o, %v: exit %d\n%s", mode, ways.more, code, stderr)
			}
		}
	}
}
