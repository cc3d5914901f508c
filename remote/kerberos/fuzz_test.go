package kerberos

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
)

// fuzzRealm has the files and replies that fuzzing starts from.
func fuzzRealm(f *testing.F) *kdc.Realm {
	f.Helper()
	r, err := kdc.Start("A.EXAMPLE")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(r.Close)
	r.AddUser("u", "p")
	return r
}

func FuzzCCache(f *testing.F) {
	good, err := fuzzRealm(f).CCache("u")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{5, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parseCache(data)
		if err != nil {
			return
		}
		granting, _, err := c.usable("x", time.Now())
		if err == nil && granting[c.owner.Realm] == nil {
			t.Error("neither a ticket nor an error")
		}
	})
}

func FuzzKeytab(f *testing.F) {
	good, err := fuzzRealm(f).Keytab("u")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{5, 2, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		keys, err := parseKeytab(data)
		if err != nil {
			return
		}
		for _, e := range keys {
			if found, ok := keys.key(e.principal, ticketTypes()); ok && !acceptable(found.key, ticketTypes()) {
				t.Errorf("a key of type %d and %d bytes", found.key.KeyType, len(found.key.KeyValue))
			}
			if err := keys.verify("x", e.principal); err != nil && err.Error() == "" {
				t.Error("an error without a text")
			}
		}
	})
}

func FuzzConfig(f *testing.F) {
	f.Add("[libdefaults]\n default_realm = A.EXAMPLE\n[realms]\n A.EXAMPLE = {\n  kdc = a:88\n }\n[domain_realm]\n .a = A.EXAMPLE\n")
	f.Add("[a]*\nb* =\n{\n c = \"d\\n\"\n}*\ninclude x\nincludedir y\n")
	f.Fuzz(func(t *testing.T, text string) {
		root := &section{parts: []*section{}}
		file := profileFile{reader: &profileReader{files: maxIncludes}, root: root, path: "x"} // includes nothing more
		if file.parse(text) != nil {
			return
		}
		c := newConfig(profile{root})
		c.lookUpKDC = false
		addresses, err := c.centres(t.Context(), c.realm("a.example"))
		if err == nil && (len(addresses) == 0 || len(addresses) > maxCentres) {
			t.Errorf("%d addresses", len(addresses))
		}
		c.realmOf("a.b.c.example")
		c.DefaultCache()
	})
}

func FuzzReply(f *testing.F) {
	request, err := logOnRequest(Principal{Name: "u", Realm: "A.EXAMPLE"}, time.Now())
	if err != nil {
		f.Fatal(err)
	}
	question, err := request.Marshal()
	if err != nil {
		f.Fatal(err)
	}
	r := fuzzRealm(f)
	conf := filepath.Join(f.TempDir(), "krb5.conf")
	if err := os.WriteFile(conf, []byte(r.Config()), 0o600); err != nil {
		f.Fatal(err)
	}
	config, err := ReadConfig(conf)
	if err != nil {
		f.Fatal(err)
	}
	n := newNetwork(config)
	demand, _, err := n.ask(f.Context(), logOnOp, "A.EXAMPLE", question)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(demand)
	f.Add([]byte{tagASReply, 0x84, 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{tagTGSReply, 0x00})
	u := user{Principal: Principal{Name: "u", Realm: "A.EXAMPLE"}, password: "p"}
	f.Fuzz(func(t *testing.T, reply []byte) {
		if isError(reply) {
			e, err := parseError(reply)
			if err == nil {
				_, _, _ = n.keyFor(u, e)
				_ = refusal(logOnOp, e, time.Now())
			}
			return
		}
		for _, tag := range []byte{tagASReply, tagTGSReply} {
			_, _ = parseReply(logOnOp, reply, tag)
		}
		if _, err := n.accept(u, request, reply, nil); err == nil {
			t.Error("a forged reply is taken")
		}
	})
}
