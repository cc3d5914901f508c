package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// silentKDC takes connections and datagrams, and answers none. It returns its address.
func silentKDC(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) // connections wait in its queue until then
	return l.Addr().String()
}

// A silent key distribution centre costs its own nodes the time that they have; the
// verdicts on the others are there.
func TestSilentKDC(t *testing.T) {
	dir := t.TempDir()
	d, err := startDomain(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	kdc := silentKDC(t)
	node := d.http.Endpoints()[0]
	inventory := fmt.Sprintf("format: 1\ndefaults: {transport: http, user: 'CONTOSO\\clusteraudit'}\nclusters:\n"+
		"  - {name: DARK, auth: kerberos, realm: CONTOSO.EXAMPLE, nodes: [{name: %[1]s, address: localhost, port: %[2]d}]}\n"+
		"  - {name: LIGHT, auth: ntlm, nodes: [{name: %[1]s, address: localhost, port: %[2]d}]}\n", node.Node, node.Port)
	conf := "[libdefaults]\n udp_preference_limit = 0\n[realms]\n CONTOSO.EXAMPLE = {\n  kdc = " + kdc + "\n }\n"
	for name, text := range map[string]string{"inventory.yaml": inventory, "silent.conf": conf} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, stdout, stderr := runCommand(t.Context(), map[string]string{passwordVariable: storyPassword},
		"scan", "-i", filepath.Join(dir, "inventory.yaml"), "--krb5-conf", filepath.Join(dir, "silent.conf"), "--timeout", "20s", "-o", "csv")
	if code == 0 || code == 2 || code == 5 {
		t.Errorf("exit %d\n%s", code, stderr)
	}
	if !strings.Contains(stdout, "the KDC at "+kdc+" gives no answer in time") || strings.Count(stdout, "pass,") < 50 {
		t.Errorf("%s\n%s", stdout[:min(len(stdout), 3000)], stderr)
	}
}
