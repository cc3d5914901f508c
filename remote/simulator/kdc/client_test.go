package kdc

import (
	"runtime"
	"testing"
	"time"

	krb5 "github.com/jcmturner/gokrb5/v8/client"

	"github.com/clusterdrift/clusterdrift/remote/internal/krb5test"
)

const (
	testRealm   = "CONTOSO.TEST"
	testService = "HTTP/node1.contoso.test"

	testUser, testPassword = "Scan", "S3cret! ä€"
)

// realmOf starts a realm with the test user and one service, and closes it with
// the test.
func realmOf(t testing.TB, now func() time.Time) *Realm {
	t.Helper()
	r, err := StartWithClock(testRealm, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	r.AddUser(testUser, testPassword)
	r.AddService(testService)
	return r
}

// passwordClient is a client of the realm.
func passwordClient(t testing.TB, r *Realm, user, password string) *krb5.Client {
	t.Helper()
	return krb5test.Client(t, r.Config(), testRealm, user, password)
}

// awaitGoroutines fails when more goroutines than before go on.
func awaitGoroutines(t *testing.T, before int) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}
