package fleet_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// When the KDC is silent, each node whose time runs out says so, and not only the one
// that asked: neither the nodes nor the credentials are the cause.
func TestSilentKDCIsTheCauseOnEachNode(t *testing.T) {
	silent, err := net.Listen("tcp4", "127.0.0.1:0") // takes connections, and answers nothing
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	conf := filepath.Join(t.TempDir(), "krb5.conf")
	text := "[libdefaults]\n default_realm = CONTOSO.TEST\n udp_preference_limit = 1\n[realms]\n CONTOSO.TEST = {\n  kdc = " + silent.Addr().String() + "\n }\n"
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c := remote.Credentials{User: "clusteraudit@CONTOSO.TEST", Password: remote.NewSecret(password)}
	c.Tickets, err = remote.NewTickets(remote.Login{User: c.User, Password: c.Password, Config: conf})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Tickets.Close()
	_, jobs := farm(t, windows.Healthy(12, password), simulator.Options{Realm: startRealm(t)})
	for i := range jobs {
		jobs[i].Credentials = c
		jobs[i].Target.Auth, jobs[i].Target.SPN = remote.Kerberos, "HTTP/"+jobs[i].Name
	}
	o := options(len(jobs))
	o.NodeTimeout = time.Second
	o.Fuses = fleet.NewFuses(3)
	for _, n := range fleet.Scan(t.Context(), jobs, o) {
		if n.Problem == nil || !strings.Contains(n.Problem.Message, "KDC") || !strings.Contains(n.Problem.Hint, "Check the KDC") {
			t.Errorf("%s: %+v", n.Name, n.Problem)
		}
	}
}
