package simulator

import (
	"testing"
	"time"

	krb5 "github.com/jcmturner/gokrb5/v8/client"

	"github.com/clusterdrift/clusterdrift/remote/internal/krb5test"
	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
)

const (
	testRealm   = "CONTOSO.TEST"
	testService = "HTTP/node1.contoso.test"
)

// realmOf starts a realm with the test account and one service, and closes it
// with the test.
func realmOf(t testing.TB, now func() time.Time) *kdc.Realm {
	t.Helper()
	r, err := kdc.StartWithClock(testRealm, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	r.AddUser(testAccount.User, testAccount.Password)
	r.AddService(testService)
	return r
}

// passwordClient is a client of the realm.
func passwordClient(t testing.TB, r *kdc.Realm, user, password string) *krb5.Client {
	t.Helper()
	return krb5test.Client(t, r.Config(), testRealm, user, password)
}
