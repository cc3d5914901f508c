package kerberos_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

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
	all[0].AddUser("Jürgen.Müßig", string(userPassword))
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
		{"beyond ASCII", kerberos.Login{User: "Jürgen.Müßig"}, "Jürgen.Müßig@CONTOSO.TEST"},
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

// Realms that send us to each other are asked once each, for the user and for a node.
func TestReferralsInACircle(t *testing.T) {
	honest := honestRealm(t)
	next := map[string]string{realmName: "B.TEST", "B.TEST": "C.TEST", "C.TEST": realmName}
	for _, s := range []stage{first, ticket} {
		f := &forger{t: t, user: userKey(t)}
		var asked []string
		var template []byte
		rogue := startRogue(t, "tcp", honest.Address(), func(at stage, request, good []byte) []byte {
			if at == proven {
				f.learn(good)
			}
			if at != s {
				return good
			}
			realm, nonce := question(t, at, request)
			asked = append(asked, realm)
			if s == first {
				return errorReply(t, 68, func(e *messages.KRBError) { e.CRealm = next[realm] })
			}
			if template == nil {
				template = good
			}
			return f.reply(ticket, template, func(r *messages.KDCRepFields, p *messages.EncKDCRepPart) {
				r.Ticket.Realm, p.SRealm, p.Nonce, p.Key = realm, realm, nonce, f.session
				r.Ticket.SName = types.NewPrincipalName(nametype.KRB_NT_SRV_INST, "krbtgt/"+next[realm])
				p.SName = r.Ticket.SName
			})
		}, nil)
		conf := fmt.Sprintf("[libdefaults]\n default_realm = %s\n dns_lookup_kdc = false\n udp_preference_limit = 0\n[realms]\n", realmName)
		for realm := range next {
			conf += fmt.Sprintf(" %s = {\n  kdc = %s\n }\n", realm, rogue.address)
		}
		rs := realms{t: t, dir: t.TempDir()}
		rs.conf = rs.write("krb5.conf", []byte(conf))
		login := kerberos.Login{User: userName, Password: userPassword}
		if s == first {
			login.User = "scan@brand.example"
		}
		_, err := rs.logOn(login, spn)
		if !kerberos.IsReason(err, kerberos.Forged) || !strings.Contains(err.Error(), "in a circle") {
			t.Errorf("%s: %v", s, err)
		}
		if want := []string{realmName, "B.TEST", "C.TEST"}; !slices.Equal(asked, want) {
			t.Errorf("%s: asked %q, want %q", s, asked, want)
		}
	}
}

// question is the realm and the nonce of a request.
func question(t *testing.T, s stage, request []byte) (realm string, nonce int) {
	t.Helper()
	var log messages.ASReq
	var node messages.TGSReq
	var err error
	body := &log.ReqBody
	if s == ticket {
		err, body = node.Unmarshal(request), &node.ReqBody
	} else {
		err = log.Unmarshal(request)
	}
	if err != nil {
		t.Error(err)
	}
	return body.Realm, body.Nonce
}
