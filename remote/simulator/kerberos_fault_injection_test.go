package simulator

import (
	"errors"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	krb5 "github.com/jcmturner/gokrb5/v8/client"

	"github.com/clusterdrift/clusterdrift/remote/internal/krb5test"
	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

func TestBrokenProofs(t *testing.T) {
	for _, tt := range []struct {
		fault  string
		spnego bool
		silent bool // there is no token in the answer
	}{
		{FaultWrongAPRep, false, false},
		{FaultWrongAPRep, true, false},
		{FaultNoAPRep, false, true},
		{FaultNoAPRep, true, false}, // what accepts the mechanism still comes
	} {
		f, r := realmFarm(t, &windows.Node{Conduct: windows.Conduct{Fault: tt.fault}}, Options{})
		i := initiate(t, f)
		token := i.request(passwordClient(t, r, "Scan", testAccount.Password))
		if tt.spnego {
			token = negTokenInitOf(token)
		}
		status, reply, _ := i.present("Negotiate", token, nil)
		if status != http.StatusOK || (reply == "") != tt.silent {
			t.Errorf("%s: status %d, %q", tt.fault, status, reply)
		}
		if err := i.verify(reply); !errors.Is(err, errProof) {
			t.Errorf("%s: %v", tt.fault, err)
		}
	}
}

func TestBrokenKerberosSeals(t *testing.T) {
	for _, tt := range []struct{ fault, want string }{
		{FaultUnsealed, "Content-Type"},
		{FaultWrongSequence, "header"},
		{FaultTruncatedSeal, "Length"},
	} {
		f, r := realmFarm(t, &windows.Node{Conduct: windows.Conduct{Fault: tt.fault}}, Options{})
		i := initiate(t, f)
		i.logonByTicket(r)
		status, answer, err := i.converseSealed(wqlMessage)
		if status != http.StatusOK || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: status %d, %v", tt.fault, status, err)
		}
		if clear := strings.Contains(answer, "EnumerateResponse"); clear != (tt.fault == FaultUnsealed) {
			t.Errorf("%s: answer %q", tt.fault, answer)
		}
	}
}

// A farm in a realm and the realm itself leave nothing behind.
func TestRealmAndFarmEnd(t *testing.T) {
	before := runtime.NumGoroutine()
	r, err := kdc.Start(testRealm)
	if err != nil {
		t.Fatal(err)
	}
	r.AddUser("Scan", testAccount.Password)
	n := &windows.Node{Name: "NODE1", Account: testAccount}
	f, err := start([]*windows.Node{n}, []system{&fakeWindows{}}, Options{Realm: r}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	c := krb5.NewWithPassword("Scan", testRealm, testAccount.Password, krb5test.Config(t, r.Config()))
	i := initiate(t, f)
	token := i.request(c)
	if status, reply, _ := i.present("Negotiate", token, nil); status != http.StatusOK || i.verify(reply) != nil {
		t.Errorf("status %d, %q", status, reply)
	}
	if _, _, err := i.converseSealed(wqlMessage); err != nil {
		t.Error(err)
	}
	c.Destroy()
	f.Close()
	r.Close()
	i.http.CloseIdleConnections()
	awaitGoroutines(t, before)
}
