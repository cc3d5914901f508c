package kerberos_test

import (
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/kerberos"
	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
)

// forest are four realms in a row, each of which trusts its neighbours: the users are
// of the first, and each has a service.
func forest(t *testing.T) []*kdc.Realm {
	t.Helper()
	var all []*kdc.Realm
	for i, name := range []string{"CONTOSO.TEST", "EU.CONTOSO.TEST", "FABRIKAM.TEST", "ASIA.FABRIKAM.TEST"} {
		r := startRealm(t, name, time.Now)
		r.AddService("HTTP/node." + strings.ToLower(name))
		if i > 0 {
			all[i-1].Trust(r)
		}
		all = append(all, r)
	}
	all[0].AddUser(userName, string(userPassword))
	all[0].AddUPN("scan.ner@brand.example", userName)
	all[0].AddUPN("scan.ner@contoso.test", userName)
	all[2].AddUser("guest", string(userPassword))
	all[2].AddUPN("guest@brand.example", "guest")
	return all
}

const (
	far = "HTTP/node.asia.fabrikam.test"
	eu  = "HTTP/node.eu.contoso.test"
)

// Services of other realms are found by [domain_realm], by the realm that is named, or
// by the referrals of the key distribution centres.
func TestServicesAcrossTrusts(t *testing.T) {
	all := forest(t)
	byReferral := describe(t, "CONTOSO.TEST", "", all...)
	mapped := describe(t, "CONTOSO.TEST", "[domain_realm]\n .fabrikam.test = FABRIKAM.TEST\n .asia.fabrikam.test = ASIA.FABRIKAM.TEST\n eu.contoso.test = EU.CONTOSO.TEST\n", all...)
	wrong := describe(t, "CONTOSO.TEST", "[domain_realm]\n .test = FABRIKAM.TEST\n", all...)
	tickets, err := all[0].CCache(userName)
	logins := map[string]kerberos.Login{
		"password": {User: userName, Password: userPassword},
		"cache":    {CCache: byReferral.written("tickets", tickets, err)},
	}
	for how, login := range logins {
		for _, tt := range []struct {
			name   string
			realms realms
			spn    string
		}{
			{"own realm", byReferral, "HTTP/node.contoso.test"},
			{"one referral", byReferral, eu},
			{"three referrals", byReferral, far},
			{"own realm, named", byReferral, "HTTP/node.contoso.test@CONTOSO.TEST"},
			{"another realm, named", byReferral, eu + "@EU.CONTOSO.TEST"},
			{"a far realm, named", byReferral, far + "@ASIA.FABRIKAM.TEST"},
			{"a realm on the way, named", byReferral, far + "@FABRIKAM.TEST"},
			{"mapped", mapped, eu},
			{"a far realm, mapped", mapped, far},
			{"mapped to one on the way", wrong, far},
		} {
			if _, err := tt.realms.logOn(login, tt.spn); err != nil {
				t.Errorf("%s, %s: %v", how, tt.name, err)
			}
		}
	}
	for name, spn := range map[string]string{"no way to the realm": far + "@ELSEWHERE.TEST", "not in the realm": far + "@EU.NONE"} {
		_, err := byReferral.logOn(logins["password"], spn)
		if !kerberos.IsReason(err, kerberos.Failed) || !strings.Contains(err.Error(), "knows no way to the realm") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A user principal name need not have the account's name, nor its realm.
func TestUserPrincipalNames(t *testing.T) {
	all := forest(t)
	rs := describe(t, "CONTOSO.TEST", "", all...)
	keys, err := all[0].Keytab(userName)
	keytab := rs.written("keytab", keys, err)
	for _, tt := range []struct {
		name  string
		login kerberos.Login
		want  string
	}{
		{"name and realm", kerberos.Login{User: "scan@CONTOSO.TEST"}, "scan@CONTOSO.TEST"},
		{"name and realm in lower case", kerberos.Login{User: "scan@contoso.test"}, "scan@CONTOSO.TEST"},
		{"another suffix", kerberos.Login{User: "scan.ner@brand.example"}, "scan@CONTOSO.TEST"},
		{"another name with the realm's suffix", kerberos.Login{User: "scan.ner@contoso.test"}, "scan@CONTOSO.TEST"},
		{"of a trusted realm", kerberos.Login{User: "guest@brand.example"}, "guest@FABRIKAM.TEST"},
		{"of a trusted realm, asked at another", kerberos.Login{User: "guest@brand.example", Realm: "EU.CONTOSO.TEST"}, "guest@FABRIKAM.TEST"},
		{"name and trusted realm", kerberos.Login{User: "guest@fabrikam.test"}, "guest@FABRIKAM.TEST"},
		{"domain and name", kerberos.Login{User: `FABRIKAM.TEST\guest`}, "guest@FABRIKAM.TEST"},
		{"NetBIOS domain and name", kerberos.Login{User: `CONTOSO\scan`}, "scan@CONTOSO.TEST"},
		{"a keytab and a suffix", kerberos.Login{User: "scan@brand.example", Keytab: keytab}, "scan@CONTOSO.TEST"},
	} {
		if tt.login.Keytab == "" {
			tt.login.Password = userPassword
		} else {
			all[0].AddUPN("scan@brand.example", userName)
		}
		c, err := rs.logOn(tt.login, eu)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := c.Principal().String(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
