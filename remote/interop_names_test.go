package remote

import (
	"os"
	"strings"
	"testing"
)

// conf makes a login use another krb5.conf of the laboratory.
func (l lab) conf(login Login, name string) Login {
	login.Config = l.path(name)
	return login
}

// A node of a trusted realm is found by [domain_realm], by the realm that its principal
// names, and by the referral of the key distribution centre.
func TestInteropReferral(t *testing.T) {
	l := openLab(t)
	for _, way := range l.logins(mitRealm) {
		for name, tt := range map[string]struct{ conf, realm string }{
			"mapped": {"krb5.conf", ""}, "named": {"referral.conf", "@SUB.MIT.EXAMPLE"}, "referral": {"referral.conf", ""},
		} {
			l.run(way.name+", "+name, func(l lab) {
				before := l.read("mit/kdc.log")
				n, at := l.serve(mitRealm)
				at.SPN = "HTTP/node.sub.mit.example" + tt.realm
				l.exchange(l.mustOpen(at, l.tickets(l.conf(way.Login, tt.conf))), n, 1000)
				if n.client != mitRealm.user() {
					l.Errorf("the acceptor knows us as %q", n.client)
				}
				log := strings.TrimPrefix(l.read("mit/kdc.log"), before)
				l.wantLines(log, 1, "TGS_REQ (", ": ISSUE: ", " for krbtgt/SUB.MIT.EXAMPLE@MIT.EXAMPLE")
				l.wantLines(log, 1, "TGS_REQ (", ": ISSUE: ", " for HTTP/node.sub.mit.example@SUB.MIT.EXAMPLE")
			})
		}
	}
}

// A user principal name whose suffix is not a realm leads to the account.
func TestInteropEnterpriseName(t *testing.T) {
	l := openLab(t)
	if _, err := os.Stat(l.path(string(adDomain))); err != nil {
		l.Skip("the laboratory runs without this realm; .ci/lab/up said why")
	}
	login := Login{User: "scan.ner@brand.example", Realm: "AD.EXAMPLE", Password: NewSecret(l.read("password")), Config: l.path("krb5.conf")}
	n, at := l.serve(adDomain)
	c := l.tickets(login)
	l.exchange(l.mustOpen(at, c), n, 1000)
	if n.client != "brand@AD.EXAMPLE" || c.Account() != n.client {
		l.Errorf("the acceptor knows us as %q, and we ourselves as %q", n.client, c.Account())
	}
	login.User = "scan.ner@unknown.example"
	_, err := l.open(at, l.tickets(login))
	l.wantRefusal(err, kdcClientUnknown)
	if err != nil && !strings.Contains(err.Error(), `the UPN suffix "unknown.example"`) {
		l.Error(err)
	}
}

// Without pre-authentication only the reply shows whether the password is right.
func TestInteropWithoutPreauthentication(t *testing.T) {
	l := openLab(t)
	n, at := l.serve(mitRealm)
	login := Login{User: "open@MIT.EXAMPLE", Password: NewSecret(l.read("password")), Config: l.path("krb5.conf")}
	l.exchange(l.mustOpen(at, l.tickets(login)), n, 1000)
	login.Password = NewSecret("wrong")
	_, err := l.open(at, l.tickets(login))
	if !IsKind(err, KDCRefused) || PasswordRefused(err) || !strings.Contains(err.Error(), "the password is wrong") {
		l.Errorf("%v", err)
	}
}

// Caches of the standard client: a collection, and one that has the node's ticket, for
// which no one is asked.
func TestInteropCaches(t *testing.T) {
	l := openLab(t)
	name, err := DefaultCache(l.path("mit/collection.conf"))
	if err != nil || name != "DIR:"+l.path("mit/collection") {
		l.Fatalf("the default cache is %q, %v", name, err)
	}
	for _, tt := range []struct {
		name, cache string
		asked       int
	}{
		{"file", "FILE:" + l.path("mit/scan.ccache"), 1},
		{"collection", "DIR:" + l.path("mit/collection"), 1},
		{"default", name, 1},
		{"with the node's ticket", l.path("mit/served.ccache"), 0},
	} {
		l.run(tt.name, func(l lab) {
			before := l.read("mit/kdc.log")
			n, at := l.serve(mitRealm)
			c := l.tickets(Login{CCache: tt.cache, Config: l.path("krb5.conf")})
			l.exchange(l.mustOpen(at, c), n, 1000)
			if n.client != mitRealm.user() || c.Account() != n.client {
				l.Errorf("the acceptor knows us as %q, and we ourselves as %q", n.client, c.Account())
			}
			l.wantLines(strings.TrimPrefix(l.read("mit/kdc.log"), before), tt.asked, "TGS_REQ (", ": ISSUE: ")
		})
	}
	_, err = NewTickets(Login{User: "other@MIT.EXAMPLE", CCache: l.path("mit/scan.ccache"), Config: l.path("krb5.conf")})
	if !IsKind(err, Refused) || !strings.Contains(err.Error(), mitRealm.user()) {
		l.Errorf("the cache of another: %v", err)
	}
}
